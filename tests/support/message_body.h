// Hand-made message bodies for decoder tests: what no encoder of ours would write.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "l2tp/messages.h"
#include "support/hex.h"

namespace testing {

struct RawAvpText {
    std::uint16_t flags_and_length = 0;  ///< 0: M bit and the true length
    std::uint16_t vendor = 0;
    std::uint16_t type = 0;
    l2tp::Bytes value;
};

inline void append(l2tp::Bytes& out, std::uint16_t number) {
    out.push_back(static_cast<std::uint8_t>(number >> 8));
    out.push_back(static_cast<std::uint8_t>(number & 0xff));
}

inline l2tp::Bytes raw_avp(const RawAvpText& avp) {
    l2tp::Bytes out;
    const auto length = static_cast<std::uint16_t>(0x8000 | (6 + avp.value.size()));
    append(out, avp.flags_and_length ? avp.flags_and_length : length);
    append(out, avp.vendor);
    append(out, avp.type);
    out.insert(out.end(), avp.value.begin(), avp.value.end());
    return out;
}

/// M bit set, vendor 0.
inline l2tp::Bytes avp(std::uint16_t type, l2tp::Bytes value) {
    return raw_avp({0, 0, type, std::move(value)});
}

/// M bit clear, vendor 0.
inline l2tp::Bytes optional_avp(std::uint16_t type, l2tp::Bytes value) {
    const auto length = static_cast<std::uint16_t>(6 + value.size());
    return raw_avp({length, 0, type, std::move(value)});
}

inline l2tp::Bytes join(const std::vector<l2tp::Bytes>& parts) {
    l2tp::Bytes out;
    for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}

inline l2tp::Bytes body(l2tp::MessageType type, const std::vector<l2tp::Bytes>& avps) {
    const auto number = static_cast<std::uint8_t>(type);
    return join({avp(0, {0, number}), join(avps)});
}

}  // namespace testing
