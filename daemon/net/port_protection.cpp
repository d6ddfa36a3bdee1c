#include "net/port_protection.h"

#include <charconv>
#include <fstream>
#include <string>

namespace vpdnd {
namespace {

/// What is no number counts as 0, which reserves nothing.
unsigned number_in(std::string_view text) {
    unsigned out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

bool in_range(std::uint16_t port, std::string_view range) {
    const auto dash = range.find('-');
    const auto first = number_in(range.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number_in(range.substr(dash + 1));
    return first <= port && port <= last;
}

std::string line_of(const char* path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

}  // namespace

bool port_is_protected(std::uint16_t port, std::string_view reserved, std::string_view first_unprivileged) {
    if (port < number_in(first_unprivileged)) return true;
    while (!reserved.empty()) {
        const auto comma = reserved.find(',');
        if (in_range(port, reserved.substr(0, comma))) return true;
        reserved.remove_prefix(comma == std::string_view::npos ? reserved.size() : comma + 1);
    }
    return false;
}

bool port_is_protected(std::uint16_t port) {
    return port_is_protected(port, line_of("/proc/sys/net/ipv4/ip_local_reserved_ports"),
                             line_of("/proc/sys/net/ipv4/ip_unprivileged_port_start"));
}

}  // namespace vpdnd
