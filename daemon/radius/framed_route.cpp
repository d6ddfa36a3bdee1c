#include "radius/framed_route.h"

#include <bit>

#include "config/text_values.h"

namespace vpdnd {
namespace {

constexpr unsigned kAddressBits = 32;

/// The next word of `text`, which loses it.
std::string_view take_word(std::string_view& text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == text.npos) return text = {};
    text.remove_prefix(begin);
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

std::uint32_t mask_of(unsigned bits) { return bits == 0 ? 0 : ~std::uint32_t{0} << (kAddressBits - bits); }

unsigned class_bits(std::uint32_t address) {
    if (address == 0) return 0;  // the default route
    const auto first = address >> 24;
    return first < 128 ? 8 : first < 192 ? 16 : 24;
}

}  // namespace

std::optional<UserRoute> parse_framed_route(std::string_view text) {
    auto rest = text;
    const auto destination = take_word(rest), gateway = take_word(rest), metric = take_word(rest);
    const auto slash = destination.find('/');
    const auto address = config::parse_ipv4(destination.substr(0, slash));
    if (!address || (!gateway.empty() && !config::parse_ipv4(gateway))) return std::nullopt;
    std::optional<std::uint64_t> bits = class_bits(*address);
    if (slash != destination.npos) bits = config::parse_number(destination.substr(slash + 1), kAddressBits);
    const auto cost = metric.empty() ? std::optional<std::uint64_t>(0) : config::parse_number(metric, UINT32_MAX);
    if (!bits || !cost || (*address & ~mask_of(static_cast<unsigned>(*bits))) != 0) return std::nullopt;
    return UserRoute{*address, static_cast<std::uint8_t>(*bits), static_cast<std::uint32_t>(*cost)};
}

std::optional<UserRoute> route_of_netmask(std::uint32_t address, std::uint32_t netmask) {
    const auto bits = static_cast<unsigned>(std::countl_one(netmask));
    if (bits == 0 || bits >= kAddressBits || netmask != mask_of(bits)) return std::nullopt;
    return UserRoute{address & netmask, static_cast<std::uint8_t>(bits), 0};
}

}  // namespace vpdnd
