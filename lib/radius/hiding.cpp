#include "radius/hiding.h"

#include <algorithm>

#include <nettle/md5.h>

#include "base/byte_reader.h"
#include "base/wiping_allocator.h"

namespace radius {
namespace {

using Octets = std::span<const std::uint8_t>;
constexpr std::size_t kBlock = MD5_DIGEST_SIZE;

/// What one block is mixed with: a digest over the secret and what stands in front of the block.
class Pad {
  public:
    Pad(std::string_view secret, Octets first, Octets second = {}) {
        md5_ctx md5;
        md5_init(&md5);
        // nettle takes octets; text is octets already.
        md5_update(&md5, secret.size(), reinterpret_cast<const std::uint8_t*>(secret.data()));
        md5_update(&md5, first.size(), first.data());
        md5_update(&md5, second.size(), second.data());
        md5_digest(&md5, digest_.size(), digest_.data());
        base::wipe(&md5, sizeof md5);
    }
    Pad(const Pad&) = delete;
    Pad& operator=(const Pad&) = delete;
    ~Pad() { base::wipe(digest_.data(), digest_.size()); }

    void mix(std::span<std::uint8_t> part) const {
        for (std::size_t i = 0; i < part.size(); ++i) part[i] = static_cast<std::uint8_t>(part[i] ^ digest_[i]);
    }

  private:
    std::array<std::uint8_t, kBlock> digest_{};
};

std::array<std::uint8_t, 2> octets_of(std::uint16_t salt) {
    return {static_cast<std::uint8_t>(salt >> 8), static_cast<std::uint8_t>(salt & 0xff)};
}

std::size_t whole_blocks(std::size_t size) { return (size + kBlock - 1) / kBlock * kBlock; }

/// Each block is mixed with a digest over the cipher text of the block before it: `cipher` is where that stands, the
/// octets themselves when they are being hidden, another copy of them when they are being read.
void mix_all(const HidingKey& key, Octets salt, std::span<std::uint8_t> octets, Octets cipher) {
    for (std::size_t at = 0; at < octets.size(); at += kBlock) {
        const auto part = octets.subspan(at, std::min(kBlock, octets.size() - at));
        if (at == 0) Pad(key.secret, key.authenticator, salt).mix(part);
        else Pad(key.secret, cipher.subspan(at - kBlock, kBlock)).mix(part);
    }
}

}  // namespace

base::Bytes hide_password(const HidingKey& key, Octets clear) {
    base::Bytes out(clear.begin(), clear.end());
    out.resize(std::max(kBlock, whole_blocks(out.size())));
    mix_all(key, {}, out, out);
    return out;
}

base::Bytes unhide_password(const HidingKey& key, Octets hidden) {
    base::Bytes out(hidden.begin(), hidden.end());
    mix_all(key, {}, out, hidden);
    return out;
}

base::Bytes hide_salted(const HidingKey& key, std::uint16_t salt, Octets clear, std::size_t room) {
    if (room == 0) return {};
    const auto size = std::min({clear.size(), room - 1, std::size_t{255}});
    base::Bytes out;
    out.reserve(whole_blocks(size + 1));
    out.push_back(static_cast<std::uint8_t>(size));
    out.insert(out.end(), clear.begin(), clear.begin() + static_cast<std::ptrdiff_t>(size));
    out.resize(std::min(whole_blocks(out.size()), room));
    mix_all(key, octets_of(salt), out, out);
    return out;
}

std::optional<base::Bytes> unhide_salted(const HidingKey& key, std::uint16_t salt, Octets hidden) {
    base::Bytes plain(hidden.begin(), hidden.end());
    mix_all(key, octets_of(salt), plain, hidden);
    base::ByteReader reader(plain);
    const auto size = reader.u8();
    if (!size) return std::nullopt;
    const auto value = reader.take(*size);
    if (!value) return std::nullopt;
    return base::Bytes(value->begin(), value->end());
}

}  // namespace radius
