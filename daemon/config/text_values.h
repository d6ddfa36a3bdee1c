// Text forms of addresses, prefixes, ranges, durations and names. Nothing is thrown; nothing is resolved.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/config.h"

namespace vpdnd::config {

/// "500ms", "10s", "2m", "1h", "1d", or seconds without a unit.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
/// "5s..5m", the first not above the second; one duration is both.
std::optional<std::pair<std::chrono::milliseconds, std::chrono::milliseconds>> parse_duration_range(std::string_view text);
/// The shortest of those forms.
std::string to_text(std::chrono::milliseconds duration);

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t max);
/// Literal IPv4 or IPv6 address, an IPv6 scope as %NAME of an interface that exists.
std::optional<l2tp::IpAddress> parse_ip_address(std::string_view text);
/// IPv4 in host order.
std::optional<std::uint32_t> parse_ipv4(std::string_view text);
std::string ipv4_to_text(std::uint32_t address);
/// "192.0.2.1:1701", "[2001:db8::1]:1701".
std::optional<l2tp::Address> parse_endpoint(std::string_view text);
/// "192.0.2.0/24", "2001:db8::/32", or one address. Bits after the length must be zero.
std::optional<IpPrefix> parse_prefix(std::string_view text);
/// "192.0.2.10-192.0.2.20" or one address; nothing where the last is before the first.
std::optional<AddressRange> parse_range(std::string_view text);

/// A regular expression whose {n} multiply to more than 4096: inside each other they multiply the memory that compiling takes.
bool repeats_too_often(std::string_view pattern);

bool is_printable(std::string_view text);
bool is_name(std::string_view text);
bool is_host_name(std::string_view text);
/// The last label is a number: no name has that (RFC 1123 section 2.1), but resolvers take "10.1" for 10.0.0.1.
bool ends_in_number(std::string_view text);
bool is_host_pattern(std::string_view text);

}  // namespace vpdnd::config
