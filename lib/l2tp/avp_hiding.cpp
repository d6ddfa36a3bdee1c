#include "l2tp/avp_hiding.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nettle/md5.h>

#include "l2tp/byte_reader.h"

namespace l2tp {
namespace {

constexpr std::size_t kBlock = MD5_DIGEST_SIZE;
using Block = std::array<std::uint8_t, kBlock>;

void feed(md5_ctx& md5, std::string_view text) {
    // nettle takes octets; text is octets already.
    md5_update(&md5, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
}

Block first_block(const HidingKey& key) {
    const std::array<std::uint8_t, 2> type = {static_cast<std::uint8_t>(key.avp_type >> 8),
                                              static_cast<std::uint8_t>(key.avp_type & 0xff)};
    md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, type.size(), type.data());
    feed(md5, key.secret);
    md5_update(&md5, key.random_vector.size(), key.random_vector.data());
    Block digest;
    md5_digest(&md5, digest.size(), digest.data());
    return digest;
}

Block next_block(const HidingKey& key, std::span<const std::uint8_t> cipher) {
    md5_ctx md5;
    md5_init(&md5);
    feed(md5, key.secret);
    md5_update(&md5, cipher.size(), cipher.data());
    Block digest;
    md5_digest(&md5, digest.size(), digest.data());
    return digest;
}

void mix(std::span<std::uint8_t> part, const Block& block) {
    for (std::size_t i = 0; i < part.size(); ++i) part[i] = static_cast<std::uint8_t>(part[i] ^ block[i]);
}

}  // namespace

Bytes hide_value(const HidingKey& key, std::span<const std::uint8_t> value, std::span<const std::uint8_t> padding) {
    Bytes out;
    out.reserve(2 + value.size() + padding.size());
    out.push_back(static_cast<std::uint8_t>(value.size() >> 8 & 0xff));
    out.push_back(static_cast<std::uint8_t>(value.size() & 0xff));
    out.insert(out.end(), value.begin(), value.end());
    out.insert(out.end(), padding.begin(), padding.end());
    Block block = first_block(key);
    for (std::size_t at = 0; at < out.size(); at += kBlock) {
        const auto part = std::span(out).subspan(at, std::min(kBlock, out.size() - at));
        mix(part, block);
        if (at + kBlock < out.size()) block = next_block(key, part);
    }
    return out;
}

std::optional<Bytes> unhide_value(const HidingKey& key, std::span<const std::uint8_t> hidden) {
    Bytes plain(hidden.begin(), hidden.end());
    Block block = first_block(key);
    for (std::size_t at = 0; at < plain.size(); at += kBlock) {
        const std::size_t size = std::min(kBlock, plain.size() - at);
        mix(std::span(plain).subspan(at, size), block);
        if (at + kBlock < plain.size()) block = next_block(key, hidden.subspan(at, size));
    }
    ByteReader reader(plain);
    const auto length = reader.u16();
    if (!length) return std::nullopt;
    const auto value = reader.take(*length);
    if (!value) return std::nullopt;
    return Bytes(value->begin(), value->end());
}

}  // namespace l2tp
