#include "radius/packet_writer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "radius/attribute_codec.h"
#include "radius/authenticators.h"

namespace radius {
namespace {

using namespace literals;

constexpr Authenticator kZeroes{};
constexpr std::size_t kSignaturePlace = kPacketHeaderSize + 2;  // it is the first attribute
constexpr std::size_t kUsualSize = 512;

struct Header {
    Code code{};
    std::uint8_t identifier = 0;
    Authenticator authenticator{};
};

std::uint16_t random_salt(RandomSource& random) {
    std::array<std::uint8_t, 2> octets{};
    random.fill(octets);
    return static_cast<std::uint16_t>(octets[0] << 8 | octets[1]);
}

/// The first of them; null: none.
const Attribute* hidden_one(const AttributeList& attributes) {
    const auto found = std::find_if(attributes.begin(), attributes.end(), [](const Attribute& one) {
        return one.info() && one.info()->hiding != Hiding::kNone;
    });
    return found == attributes.end() ? nullptr : &*found;
}

/// Everything but the digests, for which zeroes stand there.
tl::expected<base::Bytes, PacketError> unproven(const Header& header, bool sign, const AttributeList& attributes,
                                                const HidingKey& key, RandomSource& random) {
    constexpr const auto& kSignature = "Message-Authenticator"_attr;
    if (const auto* own = attributes.first(kSignature))
        return tl::unexpected(PacketError{Fault::kValue, "is added here", own->id});
    base::ByteWriter out(kUsualSize);
    out.u8(static_cast<std::uint8_t>(header.code));
    out.u8(header.identifier);
    out.u16(0);
    out.bytes(header.authenticator);
    if (sign) {
        out.u8(kSignature.id.number);
        out.u8(2 + kAuthenticatorSize);
        out.bytes(kZeroes);
    }
    Salts salts(hidden_one(attributes) ? random_salt(random) : std::uint16_t{0});
    if (const auto wrong = write_attributes(out, attributes, key, salts)) return tl::unexpected(*wrong);
    out.patch_u16(2, static_cast<std::uint16_t>(out.size()));
    return out.take();
}

void put(base::Bytes& packet, std::size_t offset, const Authenticator& digest) {
    std::copy(digest.begin(), digest.end(), packet.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

tl::expected<WrittenRequest, PacketError> write_request(Code code, std::uint8_t identifier, const AttributeList& attributes,
                                                        const base::Secret& secret, RandomSource& random, bool sign) {
    const bool by_digest = has_digest_authenticator(code);
    if (!by_digest && !has_random_authenticator(code))
        return tl::unexpected(PacketError{Fault::kCode, "not the code of a request"});
    // Without a random number two values that are hidden with the same secret would tell each other.
    if (const auto* hidden = hidden_one(attributes); hidden && by_digest)
        return tl::unexpected(PacketError{Fault::kValue, "cannot be hidden in such a request", hidden->id});
    sign = sign || !by_digest;
    Authenticator authenticator{};
    if (!by_digest) random.fill(authenticator);
    auto octets = unproven({code, identifier, authenticator}, sign, attributes, {secret.view(), authenticator}, random);
    if (!octets) return tl::unexpected(octets.error());
    if (sign) put(*octets, kSignaturePlace, packet_signature(*octets, kSignaturePlace, authenticator, secret.view()));
    if (by_digest) {
        authenticator = packet_digest(*octets, kZeroes, secret.view());
        put(*octets, 4, authenticator);
    }
    return WrittenRequest{std::move(*octets), {code, identifier, authenticator}};
}

tl::expected<base::Bytes, PacketError> write_answer(Code code, const SentRequest& request, const AttributeList& attributes,
                                                    const base::Secret& secret, RandomSource& random) {
    if (!answers(request.code, code)) return tl::unexpected(PacketError{Fault::kCode, "not the code of an answer to this request"});
    const Header header{code, request.identifier, {}};
    const HidingKey key{secret.view(), request.authenticator};
    auto octets = unproven(header, true, attributes, key, random);
    if (!octets) return tl::unexpected(octets.error());
    put(*octets, kSignaturePlace, packet_signature(*octets, kSignaturePlace, request.authenticator, secret.view()));
    put(*octets, 4, packet_digest(*octets, request.authenticator, secret.view()));
    return octets;
}

}  // namespace radius
