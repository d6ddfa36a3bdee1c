#include "control/ppp_option_values.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "l2tp/printable.h"

namespace vpdnd {
namespace {

using ipc::Value;
using Octets = std::span<const std::uint8_t>;

std::uint32_t number_of(Octets value) {
    std::uint32_t out = 0;
    for (const auto octet : value) out = out << 8 | octet;
    return out;
}

Value number(Octets value) { return number_of(value); }
Value flag(Octets) { return true; }
Value hexadecimal(Octets value) { return l2tp::hex_text(value); }

Value mask(Octets value) {
    char out[16];
    std::snprintf(out, sizeof out, "0x%08x", number_of(value));
    return out;
}

Value address(Octets value) {
    char out[16];
    std::snprintf(out, sizeof out, "%u.%u.%u.%u", unsigned{value[0]}, unsigned{value[1]}, unsigned{value[2]}, unsigned{value[3]});
    return out;
}

/// As the second half of an IPv6 address (RFC 5072 section 4.1).
Value interface_id(Octets value) {
    char out[24];
    std::snprintf(out, sizeof out, "%x:%x:%x:%x", number_of(value.first(2)), number_of(value.subspan(2, 2)), number_of(value.subspan(4, 2)),
                  number_of(value.subspan(6, 2)));
    return out;
}

Value authentication(Octets value) { return auth_protocol_text(value); }

Value compression(Octets value) {
    constexpr std::uint32_t kVanJacobson = 0x002d;  // RFC 1332 section 4
    return number_of(value.first(2)) == kVanJacobson ? Value("vj") : hexadecimal(value);
}

struct Kind {
    std::uint16_t protocol;
    std::uint8_t type;
    const char* name;
    std::size_t least, most;  ///< octets of the value
    Value (*value)(Octets);
};

constexpr std::uint16_t kLcp = 0xc021, kIpcp = 0x8021, kIpv6cp = 0x8057;
constexpr std::size_t kAny = 253;

constexpr Kind kKinds[] = {
    {kLcp, 1, "mru", 2, 2, number},                         // RFC 1661 section 6.1
    {kLcp, 2, "accm", 4, 4, mask},                          // RFC 1662 section 7.1
    {kLcp, 3, "authentication", 2, kAny, authentication},   // RFC 1661 section 6.2
    {kLcp, 5, "magic", 4, 4, mask},                         // 6.4
    {kLcp, 7, "protocol_compression", 0, 0, flag},          // 6.5
    {kLcp, 8, "address_compression", 0, 0, flag},           // 6.6
    {kLcp, 13, "callback", 1, kAny, hexadecimal},           // RFC 1570 section 2.3
    {kLcp, 17, "mrru", 2, 2, number},                       // RFC 1990 section 5.1.1
    {kLcp, 18, "short_sequence", 0, 0, flag},               // 5.1.2
    {kLcp, 19, "endpoint", 1, 21, hexadecimal},             // 5.1.3: class first
    {kIpcp, 2, "compression", 2, kAny, compression},        // RFC 1332 section 3.2
    {kIpcp, 3, "address", 4, 4, address},                   // 3.3
    {kIpcp, 129, "dns", 4, 4, address},                     // RFC 1877 section 1.1
    {kIpcp, 130, "wins", 4, 4, address},
    {kIpcp, 131, "second_dns", 4, 4, address},
    {kIpcp, 132, "second_wins", 4, 4, address},
    {kIpv6cp, 1, "interface_id", 8, 8, interface_id},       // RFC 5072 section 4.1
};

void add_option(Value& out, std::uint16_t protocol, std::uint8_t type, Octets value) {
    const auto* kind = std::ranges::find_if(kKinds, [&](const Kind& one) {
        return one.protocol == protocol && one.type == type && value.size() >= one.least && value.size() <= one.most;
    });
    const bool known = kind != std::end(kKinds);
    const auto name = known ? std::string(kind->name) : "option_" + std::to_string(type);
    if (!out.has(name)) out.set(name, known ? kind->value(value) : hexadecimal(value));
}

}  // namespace

std::string auth_protocol_text(std::span<const std::uint8_t> value) {
    if (value.size() < 2) return {};
    switch (number_of(value.first(2))) {
        case 0xc023: return "pap";
        case 0xc227: return "eap";
        case 0xc223: break;
        default: return "0x" + l2tp::hex_text(value);
    }
    if (value.size() != 3) return "0x" + l2tp::hex_text(value);
    switch (value[2]) {
        case 0x05: return "chap-md5";
        case 0x80: return "mschap-v1";
        case 0x81: return "mschap-v2";
        default: return "chap-" + std::to_string(value[2]);
    }
}

Value ppp_option_values(std::uint16_t protocol, std::span<const std::uint8_t> options) {
    constexpr std::size_t kHeader = 2;
    Value out(Value::Object{});
    while (!options.empty()) {
        const std::size_t length = options.size() < kHeader ? 0 : options[1];
        if (length < kHeader || length > options.size()) {
            out.set("malformed", true);
            break;
        }
        add_option(out, protocol, options[0], options.subspan(kHeader, length - kHeader));
        options = options.subspan(length);
    }
    return out;
}

}  // namespace vpdnd
