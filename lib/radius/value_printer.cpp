#include "radius/value_printer.h"

#include "base/byte_reader.h"
#include "base/printable.h"
#include "radius/attributes.h"
#include "radius/cisco_avpair.h"

namespace radius {
namespace {

std::string_view text_in(Octets value) { return {reinterpret_cast<const char*>(value.data()), value.size()}; }

std::string quoted(std::string_view text) { return '"' + base::escaped(text) + '"'; }

std::string number_text(const AttributeInfo& info, Octets value) {
    std::uint32_t number = 0;
    for (const auto octet : value) number = number << 8 | octet;
    const auto name = name_of_value(info, number);
    return name.empty() ? std::to_string(number) : std::string(name) + " (" + std::to_string(number) + ")";
}

std::string ipv4_text(Octets value) {
    std::string out;
    for (const auto octet : value) out += (out.empty() ? "" : ".") + std::to_string(octet);
    return out;
}

std::string group_text(unsigned group) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (int shift = 12; shift >= 0; shift -= 4)
        if (const auto digit = group >> shift & 0xfu; digit != 0 || !out.empty() || shift == 0) out += kDigits[digit];
    return out;
}

/// As RFC 5952 has it: the longest run of zero groups, of two or more, is "::".
std::string ipv6_text(Octets value) {
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = static_cast<unsigned>(value[2 * i] << 8 | value[2 * i + 1]);
    std::size_t best = groups.size(), longest = 1;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::size_t run = 0;
        while (i + run < groups.size() && groups[i + run] == 0) ++run;
        if (run > longest) best = i, longest = run;
    }
    std::string out;
    for (std::size_t i = 0; i < groups.size();) {
        if (i == best) {
            out += "::";
            i += longest;
            continue;
        }
        if (!out.empty() && out.back() != ':') out += ':';
        out += group_text(groups[i++]);
    }
    return out;
}

std::string prefix_text(Octets value) {
    const auto prefix = as_ipv6_prefix({{}, 0, 0, base::Bytes(value.begin(), value.end())});
    if (!prefix) return "no prefix, " + base::hex_text(value);
    return ipv6_text(prefix->address) + "/" + std::to_string(prefix->bits);
}

std::string masked(std::size_t octets) { return "masked, " + std::to_string(octets) + " octets"; }

std::string pair_text(Octets value) {
    const auto text = text_in(value);
    const auto pair = split_avpair(text);
    if (!pair) return masked(value.size());
    if (!holds_secret(*pair)) return quoted(text);
    return quoted(text.substr(0, text.find_first_of("=*") + 1)) + " " + masked(pair->value.size());
}

}  // namespace

bool is_shown(const AttributeInfo* info, Octets value) {
    if (!info || info->secret) return false;
    if (info->type != ValueType::kAvPair) return true;
    const auto pair = split_avpair(text_in(value));
    return pair && !holds_secret(*pair);
}

std::string print_value(const AttributeInfo* info, Octets value) {
    if (!info || info->secret) return masked(value.size());
    const bool tagged_number = info->type == ValueType::kInteger && info->tagging != Tagging::kNone;
    const std::size_t less = tagged_number ? 1 : 0;  // the tag stands in its place
    if (value.size() + less < info->min_size || value.size() + less > info->max_size)
        return "wrong length, " + (is_shown(info, value) ? base::hex_text(value) : masked(value.size()));
    switch (info->type) {
        case ValueType::kText: return quoted(text_in(value));
        case ValueType::kAvPair: return pair_text(value);
        case ValueType::kOctets: return base::hex_text(value);
        case ValueType::kInteger: return number_text(*info, value);
        case ValueType::kTime: return number_text(*info, value) + " s since 1970";
        case ValueType::kAddress: return ipv4_text(value);
        case ValueType::kIpv6Address: return ipv6_text(value);
        case ValueType::kIpv6Prefix: return prefix_text(value);
        case ValueType::kInterfaceId: return base::hex_text(value);
    }
    return masked(value.size());
}

}  // namespace radius
