#include "config/served_tunnels.h"

#include <algorithm>
#include <cctype>

namespace vpdnd {
namespace {

bool same_text(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

/// Is every address of `inner` one of `outer`?
bool covers(const IpPrefix& outer, const IpPrefix& inner) {
    return outer.length <= inner.length && outer.contains(inner.address);
}

bool covers(const std::vector<IpPrefix>& outer, const std::vector<IpPrefix>& inner) {
    if (outer.empty()) return true;
    return !inner.empty() && std::ranges::all_of(inner, [&](const IpPrefix& one) {
        return std::ranges::any_of(outer, [&](const IpPrefix& wide) { return covers(wide, one); });
    });
}

}  // namespace

std::size_t fit(std::string_view pattern, std::string_view name) {
    constexpr std::size_t kExact = 1u << 16;
    if (!pattern.starts_with('*')) return same_text(pattern, name) ? kExact : 0;
    pattern.remove_prefix(1);
    if (name.size() < pattern.size()) return 0;
    return same_text(name.substr(name.size() - pattern.size()), pattern) ? 2 + pattern.size() : 0;
}

std::size_t fit(const Group& group, std::string_view host_name) {
    if (group.terminate_from.empty()) return 1;
    std::size_t best = 0;
    for (const auto& pattern : group.terminate_from) best = std::max(best, fit(pattern, host_name));
    return best;
}

bool serves_tunnels(const Group& group) {
    if (group.accept_dialin || group.accept_dialout) return true;
    if (!group.request_dialin && !group.request_dialout) return false;
    return (group.authentication && !group.tunnel.secret.empty()) || !group.peers.empty();
}

bool hides(const Group& other, const Group& group) {
    if (!serves_tunnels(other) || !covers(other.peers, group.peers)) return false;
    const auto has = [&](std::string_view wanted) {
        return std::ranges::any_of(other.terminate_from, [&](const auto& one) { return same_text(one, wanted); });
    };
    // One name or pattern fits all that another fits, and as well, only if it is the same.
    return group.terminate_from.empty() ? other.terminate_from.empty() : std::ranges::all_of(group.terminate_from, has);
}

}  // namespace vpdnd
