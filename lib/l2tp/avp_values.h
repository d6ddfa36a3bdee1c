// What the value of an AVP is in C++, one type after the other: AvpValue<T>::read() from octets that were checked
// against their shape (avp_shapes.h), AvpValue<T>::octets() for one of ours. RFC 2661 section 4.4.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "l2tp/byte_reader.h"
#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "l2tp/result_codes.h"

namespace l2tp {

/// AvpValue<T>::kSize of what has no one size.
inline constexpr std::size_t kManySizes = SIZE_MAX;

/// kSize: octets of every value; read(); octets(): anything that converts to a span, perhaps of what the value owns.
template <class T>
struct AvpValue;

/// In network byte order.
template <std::unsigned_integral Number>
struct AvpValue<Number> {
    static constexpr std::size_t kSize = sizeof(Number);
    static Number read(std::span<const std::uint8_t> value) {
        std::uint64_t number = 0;
        for (const auto octet : value) number = number << 8 | octet;
        return static_cast<Number>(number);
    }
    static std::array<std::uint8_t, sizeof(Number)> octets(Number number) {
        std::array<std::uint8_t, sizeof(Number)> out{};
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<std::uint8_t>(std::uint64_t{number} >> (8 * (out.size() - 1 - i)) & 0xff);
        return out;
    }
};

/// An AVP without a value: that it is there says it.
template <>
struct AvpValue<bool> {
    static constexpr std::size_t kSize = 0;
    static bool read(std::span<const std::uint8_t>) { return true; }
    static std::span<const std::uint8_t> octets(bool) { return {}; }
};

/// An assigned Tunnel ID or Session ID.
template <class Tag>
struct AvpValue<Id<Tag>> {
    static constexpr std::size_t kSize = 2;
    static Id<Tag> read(std::span<const std::uint8_t> value) { return {AvpValue<std::uint16_t>::read(value)}; }
    static auto octets(Id<Tag> id) { return AvpValue<std::uint16_t>::octets(id.value); }
};

/// A shorter value is filled up with zeros, of a longer one the first octets count.
template <std::size_t Size>
struct AvpValue<std::array<std::uint8_t, Size>> {
    static constexpr std::size_t kSize = Size;
    static std::array<std::uint8_t, Size> read(std::span<const std::uint8_t> value) {
        std::array<std::uint8_t, Size> out{};
        std::copy_n(value.begin(), std::min(Size, value.size()), out.begin());
        return out;
    }
    static std::span<const std::uint8_t> octets(const std::array<std::uint8_t, Size>& value) { return value; }
};

template <>
struct AvpValue<Bytes> {
    static constexpr std::size_t kSize = kManySizes;
    static Bytes read(std::span<const std::uint8_t> value) { return {value.begin(), value.end()}; }
    static std::span<const std::uint8_t> octets(const Bytes& value) { return value; }
};

template <>
struct AvpValue<std::string> {
    static constexpr std::size_t kSize = kManySizes;
    static std::string read(std::span<const std::uint8_t> value) { return {value.begin(), value.end()}; }
    static std::span<const std::uint8_t> octets(std::string_view text) {
        // Text is octets already.
        return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    }
};

/// Version, then revision.
template <>
struct AvpValue<ProtocolVersion> {
    static constexpr std::size_t kSize = 2;
    static ProtocolVersion read(std::span<const std::uint8_t> value) { return {value[0], value[1]}; }
    static std::array<std::uint8_t, 2> octets(ProtocolVersion both) { return {both.version, both.revision}; }
};

/// Two octets, four, or four and text. A long text is cut.
template <>
struct AvpValue<ResultCode> {
    static constexpr std::size_t kSize = kManySizes;
    static ResultCode read(std::span<const std::uint8_t> value);
    static Bytes octets(const ResultCode& code);
};

/// A long text is cut.
template <>
struct AvpValue<Q931Cause> {
    static constexpr std::size_t kSize = kManySizes;
    static Q931Cause read(std::span<const std::uint8_t> value);
    static Bytes octets(const Q931Cause& cause);
};

/// A long text is cut.
template <>
struct AvpValue<PppDisconnectCause> {
    static constexpr std::size_t kSize = kManySizes;
    static PppDisconnectCause read(std::span<const std::uint8_t> value);
    static Bytes octets(const PppDisconnectCause& cause);
};

/// Two reserved octets, then the counters.
template <>
struct AvpValue<Wen> {
    static constexpr std::size_t kSize = 26;
    static Wen read(std::span<const std::uint8_t> value);
    static Bytes octets(const Wen& errors);
};

/// Two reserved octets, then both ACCMs.
template <>
struct AvpValue<Sli> {
    static constexpr std::size_t kSize = 10;
    static Sli read(std::span<const std::uint8_t> value);
    static Bytes octets(const Sli& accm);
};

}  // namespace l2tp
