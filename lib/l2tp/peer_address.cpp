#include "l2tp/peer_address.h"

#include <charconv>

namespace l2tp {
namespace {

constexpr int kGroups = 8;

unsigned group(const IpAddress& address, int index) {
    const auto at = 2 * static_cast<std::size_t>(index);
    return static_cast<unsigned>(address.bytes[at]) << 8 | address.bytes[at + 1];
}

struct Run {
    int begin = 0, length = 0;
};

/// The longest run of two or more zero groups, the first of equals: RFC 5952 section 4.2.
Run longest_zeros(const IpAddress& address) {
    Run best, current;
    for (int i = 0; i < kGroups; ++i) {
        if (group(address, i) != 0) {
            current = {};
            continue;
        }
        if (current.length == 0) current.begin = i;
        if (++current.length > best.length) best = current;
    }
    return best.length > 1 ? best : Run{kGroups, 0};
}

std::string v4_text(const IpAddress& address) {
    std::string out;
    for (std::size_t i = 0; i < 4; ++i) out += (i ? "." : "") + std::to_string(address.bytes[i]);
    return out;
}

std::string v6_text(const IpAddress& address) {
    const Run zeros = longest_zeros(address);
    std::string out;
    for (int i = 0; i < kGroups; ++i) {
        if (i == zeros.begin) {
            out += "::";
            i += zeros.length - 1;
            continue;
        }
        if (!out.empty() && out.back() != ':') out += ':';
        char digits[8];
        out.append(digits, std::to_chars(std::begin(digits), std::end(digits), group(address, i), 16).ptr);
    }
    if (address.scope != 0) out += "%" + std::to_string(address.scope);
    return out;
}

}  // namespace

std::string to_string(const IpAddress& address) { return address.v6 ? v6_text(address) : v4_text(address); }

std::string to_string(const Address& address) {
    const auto ip = to_string(address.ip);
    return (address.ip.v6 ? "[" + ip + "]" : ip) + ":" + std::to_string(address.port);
}

}  // namespace l2tp
