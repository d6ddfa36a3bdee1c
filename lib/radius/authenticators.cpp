#include "radius/authenticators.h"

#include <nettle/hmac.h>
#include <nettle/md5.h>
#include <nettle/memops.h>

namespace radius {
namespace {

constexpr std::size_t kAuthenticatorOffset = 4;
constexpr std::size_t kAttributesOffset = kAuthenticatorOffset + kAuthenticatorSize;

const std::uint8_t* octets_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

}  // namespace

Authenticator packet_digest(Octets packet, const Authenticator& in_its_place, std::string_view secret) {
    const auto attributes = packet.subspan(kAttributesOffset);
    md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, kAuthenticatorOffset, packet.data());
    md5_update(&md5, in_its_place.size(), in_its_place.data());
    md5_update(&md5, attributes.size(), attributes.data());
    md5_update(&md5, secret.size(), octets_of(secret));
    Authenticator digest{};
    md5_digest(&md5, digest.size(), digest.data());
    return digest;
}

Authenticator packet_signature(Octets packet, std::size_t signature, const Authenticator& in_its_place,
                               std::string_view secret) {
    constexpr Authenticator kZeroes{};
    const auto before = packet.subspan(kAttributesOffset, signature - kAttributesOffset);
    const auto after = packet.subspan(signature + kAuthenticatorSize);
    hmac_md5_ctx hmac;
    hmac_md5_set_key(&hmac, secret.size(), octets_of(secret));
    hmac_md5_update(&hmac, kAuthenticatorOffset, packet.data());
    hmac_md5_update(&hmac, in_its_place.size(), in_its_place.data());
    hmac_md5_update(&hmac, before.size(), before.data());
    hmac_md5_update(&hmac, kZeroes.size(), kZeroes.data());
    hmac_md5_update(&hmac, after.size(), after.data());
    Authenticator digest{};
    hmac_md5_digest(&hmac, digest.size(), digest.data());
    return digest;
}

bool are_equal(const Authenticator& one, Octets other) {
    return other.size() == one.size() && memeql_sec(one.data(), other.data(), one.size()) != 0;
}

}  // namespace radius
