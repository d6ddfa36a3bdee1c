// IPv4/IPv6 address with UDP port as a value; no sockaddr here, so the library needs no system header.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace l2tp {

/// An IP address without port. IPv4 uses the first four bytes; the rest is zero.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    std::uint32_t scope = 0;  ///< interface index of an IPv6 link-local address, else 0
    bool v6 = false;
    auto operator<=>(const IpAddress&) const = default;
};

/// One end of a UDP path.
struct Address {
    IpAddress ip;
    std::uint16_t port = 0;
    auto operator<=>(const Address&) const = default;
};

/// Both ends of a datagram, seen from this machine. A reply goes out with the same Path, so that it leaves
/// from the address that was called.
struct Path {
    Address local;
    Address remote;
    auto operator<=>(const Path&) const = default;
};

/// "192.0.2.1", "2001:db8::1".
std::string to_string(const IpAddress& address);
/// "192.0.2.1:1701", "[2001:db8::1]:1701".
std::string to_string(const Address& address);

}  // namespace l2tp

template <>
struct std::hash<l2tp::IpAddress> {
    std::size_t operator()(const l2tp::IpAddress& a) const noexcept {
        std::uint64_t h = a.scope * 31u + a.v6;  // the factor has more than 32 bits
        for (auto b : a.bytes) h = h * 1099511628211u + b;
        return static_cast<std::size_t>(h);
    }
};

template <>
struct std::hash<l2tp::Address> {
    std::size_t operator()(const l2tp::Address& a) const noexcept {
        return std::hash<l2tp::IpAddress>{}(a.ip) * 65599u + a.port;
    }
};
