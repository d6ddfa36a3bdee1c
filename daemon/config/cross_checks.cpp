#include "config/cross_checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "config/text_values.h"

namespace vpdnd::config {

Place Checked::place(std::string path) const {
    while (!path.empty()) {
        if (const auto found = places.find(path); found != places.end()) return found->second;
        const auto end = path.find_last_of(".[");
        path.resize(end == std::string::npos ? 0 : end);
    }
    return {};
}

void Checked::error(const std::string& path, const std::string& message) const {
    errors.error(place(path), shown_path(path), message);
}

void Checked::warning(const std::string& path, const std::string& message) const {
    errors.warning(place(path), shown_path(path), message);
}

void check_daemon(const Checked& checked) {
    const DaemonConfig& daemon = checked.config.daemon;
    // sun_path, with its terminating zero.
    constexpr std::size_t kLongestSocketPath = 107;
    for (const auto& [key, path] : {std::pair("daemon.control-socket", &daemon.control_socket),
                                    std::pair("daemon.plugin-socket", &daemon.plugin_socket)}) {
        if (path->size() > kLongestSocketPath) checked.error(key, "expected a path of at most 107 characters");
    }
    if (daemon.pppd == kNoPppd && daemon.dataplane != kNoDataplane) {
        checked.error("daemon.pppd", "expected an absolute path: only with dataplane = \"none\" may there be no pppd");
    }
    if (daemon.control_socket == daemon.plugin_socket) {
        checked.error("daemon.plugin-socket", "expected another path than control-socket");
    }
    const auto letter_or_digit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
    };
    if (std::any_of(daemon.domain_delimiters.begin(), daemon.domain_delimiters.end(), letter_or_digit)) {
        checked.error("daemon.domain-delimiters", "expected characters that are in no domain (no letters, digits, . -)");
    }
    if (daemon.max_half_open_per_address > daemon.max_half_open) {
        checked.warning("daemon.max-half-open-per-address", "is above max-half-open and has no effect");
    }
}

namespace {

struct PlacedRange {
    AddressRange range;
    std::string path;
};

/// All of one VRF.
void check_ranges(const Checked& checked, std::vector<PlacedRange> all) {
    std::sort(all.begin(), all.end(),
              [](const PlacedRange& a, const PlacedRange& b) { return a.range.first < b.range.first; });
    const PlacedRange* reaches_furthest = nullptr;
    for (const PlacedRange& next : all) {
        if (next.range.first >> 24 == 0 || next.range.last >> 28 >= 14) {
            checked.error(next.path, "expected addresses of hosts, found " + ipv4_to_text(next.range.first) + "-" +
                                         ipv4_to_text(next.range.last));
        }
        if (reaches_furthest != nullptr && next.range.first <= reaches_furthest->range.last) {
            checked.error(next.path, "expected ranges that do not overlap: " + ipv4_to_text(next.range.first) +
                                         " is also in a range at " + to_string(checked.place(reaches_furthest->path)));
        }
        if (reaches_furthest == nullptr || next.range.last > reaches_furthest->range.last) reaches_furthest = &next;
    }
}

}  // namespace

void check_pools(const Checked& checked) {
    std::map<std::string, std::vector<PlacedRange>> by_vrf;
    for (const auto& [name, pool] : checked.config.pools) {
        const std::string path = "pool." + name + ".ranges";
        for (const AddressRange& range : pool.ranges) by_vrf[checked.config.vrf_of_pool(name)].push_back({range, path});
    }
    for (auto& [vrf, ranges] : by_vrf) check_ranges(checked, std::move(ranges));
    std::set<std::string> used;
    bool servers_name_pools = false;
    for (const Group& group : checked.config.groups) {
        if (!group.accept_dialin) continue;
        used.insert(group.accept_dialin->pool);
        servers_name_pools = servers_name_pools || !group.accept_dialin->radius.empty();
    }
    if (servers_name_pools) return;
    for (const auto& [name, pool] : checked.config.pools) {
        if (used.count(name) == 0) checked.warning("pool." + name, "is used by no group");
    }
}

}  // namespace vpdnd::config
