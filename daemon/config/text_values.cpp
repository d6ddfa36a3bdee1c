#include "config/text_values.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace vpdnd::config {

using std::chrono::milliseconds;

namespace {

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};
// Longest first, so that "ms" is not taken for "m" and "s".
constexpr Unit kUnits[] = {{"ms", 1}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}};

constexpr std::uint64_t kLongestDuration = 10'000ull * 86'400'000;  // keeps the product far from overflow

bool all_of(std::string_view text, bool (*is_good)(unsigned char)) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return is_good(static_cast<unsigned char>(c)); });
}

bool is_alnum(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t max) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > max) return std::nullopt;
    return number;
}

std::optional<milliseconds> parse_duration(std::string_view text) {
    std::int64_t unit = 1000;
    for (const Unit& candidate : kUnits) {
        if (text.ends_with(candidate.name)) {
            unit = candidate.milliseconds;
            text.remove_suffix(candidate.name.size());
            break;
        }
    }
    const auto number = parse_number(text, kLongestDuration / static_cast<std::uint64_t>(unit));
    if (!number) return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(*number) * unit);
}

std::optional<std::pair<milliseconds, milliseconds>> parse_duration_range(std::string_view text) {
    const auto dots = text.find("..");
    const auto first = parse_duration(text.substr(0, dots));
    const auto last = dots == text.npos ? first : parse_duration(text.substr(dots + 2));
    if (!first || !last || *first > *last) return std::nullopt;
    return std::pair(*first, *last);
}

std::string to_text(milliseconds duration) {
    const auto count = duration.count();
    if (count == 0) return "0s";
    for (const auto& [name, unit] : {kUnits[1], kUnits[2], kUnits[3], kUnits[4]}) {
        if (count % unit == 0) return std::to_string(count / unit) + std::string(name);
    }
    return std::to_string(count) + "ms";
}

std::optional<l2tp::IpAddress> parse_ip_address(std::string_view text) {
    l2tp::IpAddress out;
    std::string host(text);
    if (host.find('\0') != std::string::npos) return std::nullopt;
    if (inet_pton(AF_INET, host.c_str(), out.bytes.data()) == 1) return out;
    if (const auto percent = host.find('%'); percent != std::string::npos) {
        out.scope = if_nametoindex(host.c_str() + percent + 1);
        if (out.scope == 0) return std::nullopt;
        host.resize(percent);
    }
    out.v6 = true;
    if (inet_pton(AF_INET6, host.c_str(), out.bytes.data()) == 1) return out;
    return std::nullopt;
}

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
    const auto address = parse_ip_address(text);
    if (!address || address->v6) return std::nullopt;
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < 4; ++i) out = out << 8 | address->bytes[i];
    return out;
}

std::string ipv4_to_text(std::uint32_t address) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) {
        out += std::to_string(address >> shift & 255u) + (shift > 0 ? "." : "");
    }
    return out;
}

std::optional<l2tp::Address> parse_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = parse_number(text.substr(colon + 1), 65535);
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    const auto ip = parse_ip_address(host);
    if (!port || *port == 0 || !ip || ip->v6 != bracketed) return std::nullopt;
    return l2tp::Address{*ip, static_cast<std::uint16_t>(*port)};
}

std::optional<IpPrefix> parse_prefix(std::string_view text) {
    const auto slash = text.find('/');
    const auto ip = parse_ip_address(text.substr(0, slash));
    if (!ip || ip->scope != 0) return std::nullopt;
    const unsigned bits = ip->v6 ? 128 : 32;
    unsigned length = bits;
    if (slash != std::string_view::npos) {
        const auto number = parse_number(text.substr(slash + 1), bits);
        if (!number) return std::nullopt;
        length = static_cast<unsigned>(*number);
    }
    for (unsigned bit = length; bit < bits; ++bit) {
        if ((ip->bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return std::nullopt;
    }
    return IpPrefix{*ip, length};
}

std::optional<AddressRange> parse_range(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = parse_ipv4(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_ipv4(text.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    return AddressRange{*first, *last};
}

bool is_printable(std::string_view text) {
    return all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           all_of(text, [](unsigned char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_host_name(std::string_view text) {
    return is_printable(text) && !text.empty() && text.size() <= 255 &&
           text.find_first_of(" *?") == std::string_view::npos;
}

bool ends_in_number(std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    const auto label = text.substr(text.rfind('.') + 1);
    const bool hexadecimal = label.starts_with("0x") || label.starts_with("0X");
    return hexadecimal || (!label.empty() && all_of(label, [](unsigned char c) { return c >= '0' && c <= '9'; }));
}

bool is_host_pattern(std::string_view text) {
    if (text.starts_with("*.")) text.remove_prefix(2);
    return is_host_name(text);
}

bool repeats_too_often(std::string_view pattern) {
    constexpr std::uint64_t kMost = 4096;
    std::uint64_t product = 1;
    for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
        std::uint64_t largest = 1, number = 0;
        for (std::size_t i = at + 1; i < pattern.size() && pattern[i] != '}'; ++i) {
            const bool digit = pattern[i] >= '0' && pattern[i] <= '9';
            number = digit ? std::min(number * 10 + static_cast<std::uint64_t>(pattern[i] - '0'), kMost + 1) : 0;
            largest = std::max(largest, number);
        }
        product *= largest;
        if (product > kMost) return true;
    }
    return false;
}

}  // namespace vpdnd::config
