// What no single key of [radius.NAME] shows.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>

#include "config/cross_checks.h"
#include "config/text_values.h"

namespace vpdnd::config {
namespace {

constexpr std::size_t kLongestUserPassword = 128;
constexpr std::chrono::seconds kLongestTimeout{16};  ///< as `timeout` says
constexpr std::chrono::seconds kShortestInterval{60};

void check_server(const Checked& c, const RadiusServer& server, const std::string& path) {
    const bool inline_secret = c.given(path + ".secret");
    const bool in_file = c.given(path + ".secret-file");
    if (inline_secret && in_file) c.error(path + ".secret-file", "expected secret or secret-file, not both");
    if (!inline_secret && !in_file) c.error(path, "expected secret or secret-file");
    const auto literal = parse_ip_address(server.address);
    if (literal && server.source && literal->v6 != server.source->v6)
        c.error(path + ".source", "expected an address of the family of address (IPv4 or IPv6)");
}

void check_servers(const Checked& c, const Radius& radius, const std::string& path) {
    std::map<std::string, std::string> first;
    for (std::size_t i = 0; i < radius.servers.size(); ++i) {
        const auto& server = radius.servers[i];
        const std::string item = path + ".servers[" + std::to_string(i) + "]";
        check_server(c, server, item);
        if (server.address.empty()) continue;  // missing or wrong: said before
        const auto [found, is_new] = first.emplace(server.address + " " + std::to_string(server.auth_port), item);
        if (!is_new) c.error(item, "expected each server once, the same is at " + to_string(c.place(found->second)));
    }
}

std::set<std::string> used_by_groups(const Config& config) {
    std::set<std::string> out;
    for (const Group& group : config.groups) {
        if (group.accept_dialin) out.insert(group.accept_dialin->radius);
        if (group.request_dialin) out.insert(group.request_dialin->radius);
    }
    return out;
}

/// Of one group: each of its parts has servers of its own.
void check_accounting_of(const Checked& c, const Group& group, const std::string& path) {
    if (group.radius_accounting == Accounting::kNo && !group.radius_tunnel_accounting) return;
    const bool any = std::ranges::any_of(c.config.radius, [](const auto& set) { return set.second.authorize_tunnels; });
    const bool accepted = group.accept_dialin && !group.accept_dialin->radius.empty();
    const bool requested = group.request_dialin && (any || !group.request_dialin->radius.empty());
    if (!accepted && !requested)
        return c.error(path + (group.radius_accounting == Accounting::kNo ? ".radius-tunnel-accounting" : ".radius-accounting"),
                       "expected radius in accept-dialin or request-dialin: the servers that are told");
    if (group.radius_accounting == Accounting::kNo) return;
    const std::string expected = "expected radius: the servers that are told of its calls, as radius-accounting says";
    const bool ends_some = group.accept_dialin && group.accept_dialin->forward != ForwardCalls::kAlways;
    if (ends_some && !accepted) c.error(path + ".accept-dialin", expected);
    if (group.request_dialin && !requested) c.error(path + ".request-dialin", expected);
}

/// Somebody must be there to be told.
void check_accounting(const Checked& c) {
    for (std::size_t i = 0; i < c.config.groups.size(); ++i) {
        const Group& group = c.config.groups[i];
        const std::string path = "group[" + std::to_string(i) + "]";
        const auto known = [&](const std::string& name) { return c.config.radius.contains(name); };
        if (group.request_dialin && !group.request_dialin->radius.empty() && !known(group.request_dialin->radius))
            c.error(path + ".request-dialin.radius", "expected the name of a [radius.NAME]");
        check_accounting_of(c, group, path);
    }
}

/// When the second server is asked, if the first one does not answer.
std::chrono::milliseconds first_gives_up_after(const Radius& radius) {
    std::chrono::milliseconds out{};
    for (unsigned i = 0; i < radius.tries; ++i) out += std::min<std::chrono::milliseconds>(radius.timeout * (1u << i), kLongestTimeout);
    return out;
}

bool must_be_accounted(const Config& config, const std::string& name, const Radius& radius) {
    const auto names = [&](const Group& group) {
        return (group.accept_dialin && group.accept_dialin->radius == name) ||
               (group.request_dialin && (group.request_dialin->radius == name ||
                                         (group.request_dialin->radius.empty() && radius.authorize_tunnels)));
    };
    return radius.accounting == Accounting::kRequired || std::ranges::any_of(config.groups, [&](const Group& group) {
               return group.radius_accounting == Accounting::kRequired && names(group);
           });
}

void check_accounting_times(const Checked& c, const std::string& name, const Radius& radius, const std::string& path) {
    if (radius.accounting_interval.count() > 0 && radius.accounting_interval < kShortestInterval)
        c.warning(path + ".accounting-interval", "is less than 60 s, which RFC 2869 section 5.16 has as the least");
    if ((radius.accounting != Accounting::kNo || radius.tunnel_accounting) && !radius.authorize_tunnels)
        c.error(path + (radius.accounting == Accounting::kNo ? ".radius-tunnel-accounting" : ".radius-accounting"),
                "expected authorize-tunnels: it is for calls whose tunnel these servers name");
    const auto second = first_gives_up_after(radius);
    if (radius.servers.size() > 1 && must_be_accounted(c.config, name, radius) && radius.accounting_start_within < second)
        c.warning(path + ".accounting-start-within",
                  "is over before the second server is asked, which is after " +
                      std::to_string(std::chrono::ceil<std::chrono::seconds>(second).count()) + " s if the first one does not answer");
}

}  // namespace

void check_radius(const Checked& c) {
    check_accounting(c);
    const auto used = used_by_groups(c.config);
    std::string authorizes;  // path of the one that does
    for (const auto& [name, radius] : c.config.radius) {
        const std::string path = "radius." + name;
        check_servers(c, radius, path);
        check_accounting_times(c, name, radius, path);
        if (used.count(name) == 0 && !radius.authorize_tunnels) c.warning(path, "is used by no group");
        if (radius.authorization_password.size() > kLongestUserPassword)
            c.error(path + ".authorization-password", "expected 128 octets at most, as User-Password has (RFC 2865 section 5.2)");
        if (!radius.authorize_tunnels) continue;
        const std::string key = path + ".authorize-tunnels";
        if (!authorizes.empty()) c.error(key, "expected in one [radius.NAME] only, it is also at " + to_string(c.place(authorizes)));
        else authorizes = key;
    }
    const auto& order = c.config.daemon.search_order;
    if (authorizes.empty() && std::find(order.begin(), order.end(), "user") != order.end())
        c.warning("daemon.search-order", "\"user\" has no effect without authorize-tunnels of a [radius.NAME]");
}

}  // namespace vpdnd::config
