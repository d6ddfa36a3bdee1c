// LAC, switch and LNSs in one loop, each at a loopback address of its own: a switch tells its peers by their addresses. For
// Catch2 tests only.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/call_site.h"

namespace test {

inline std::shared_ptr<vpdnd::Config> config_at(const std::string& address, vpdnd::Group group) {
    const auto at = vpdnd::parse_literal(address, 0).front();
    auto out = std::make_shared<vpdnd::Config>();
    out->daemon.hostname = group.name;
    out->daemon.listen = {at};
    out->daemon.pppd = "/usr/sbin/pppd";
    out->daemon.plugin = "vpdn.so";
    out->daemon.search_order = {"dnis", "domain", "peer"};
    out->daemon.domain_delimiters = "@";
    group.authentication = false;
    group.peers = {vpdnd::IpPrefix{vpdnd::parse_literal("127.0.0.0", 0).front().ip, 8}};
    group.source = at.ip;
    group.source_port = 0;
    out->groups = {std::move(group)};
    return out;
}

/// "lns": its users have domain cisco.com, as those of the LAC's.
inline std::shared_ptr<vpdnd::Config> lns_at(const std::string& address) {
    vpdnd::Group group;
    group.name = "lns";
    group.accept_dialin.emplace();
    group.accept_dialin->pool = "pool";
    auto out = config_at(address, std::move(group));
    out->pools["pool"].ranges = {{0x0a0a0a0b, 0x0a0a0a0c}};
    return out;
}

inline void forward_to(vpdnd::Group& group, const std::vector<l2tp::Address>& targets) {
    unsigned priority = 0;
    for (const auto& target : targets) group.initiate_to.push_back({l2tp::to_string(target.ip), target.port, ++priority, 1, 0});
}

inline std::shared_ptr<vpdnd::Config> lac_at(const std::string& address, const std::vector<l2tp::Address>& targets) {
    vpdnd::Group group;
    group.name = "lac";
    group.request_dialin.emplace();
    group.request_dialin->domains = {"cisco.com", "example.org", "example.net"};
    forward_to(group, targets);
    return config_at(address, std::move(group));
}

/// One that takes calls of all, and forwards those that `change` says in its group "onward" (none as it is given).
inline std::shared_ptr<vpdnd::Config> switch_at(const std::string& address, const std::vector<l2tp::Address>& targets,
                                                const std::function<void(vpdnd::Config&)>& change) {
    vpdnd::Group users;
    users.name = "users";
    users.accept_dialin.emplace();
    users.accept_dialin->forward = vpdnd::ForwardCalls::kMatched;
    users.accept_dialin->pool = "pool";
    auto out = config_at(address, std::move(users));
    out->pools["pool"].ranges = {{0x0a0a0b0b, 0x0a0a0b0c}};
    vpdnd::Group next;
    next.name = "onward";
    auto onward = config_at(address, std::move(next))->groups[0];
    onward.request_dialin.emplace();
    forward_to(onward, targets);
    out->groups.push_back(std::move(onward));
    change(*out);
    return out;
}

inline std::function<void(vpdnd::Config&)> by_domain(const std::string& domain = "cisco.com") {
    return [domain](vpdnd::Config& config) { config.groups[1].request_dialin->domains = {domain}; };
}
inline std::function<void(vpdnd::Config&)> by_peer(const std::string& name = "lac") {
    return [name](vpdnd::Config& config) { config.groups[1].request_dialin->switch_from = {name}; };
}
inline std::function<void(vpdnd::Config&)> by_number(const std::string& number = "614629") {
    return [number](vpdnd::Config& config) { config.groups[1].request_dialin->dnis = {number}; };
}

inline void set_action(vpdnd::Config& config, std::string_view key, vpdnd::AvpAction action) {
    auto& avps = config.groups[1].request_dialin->avps;
    if (!avps) avps.emplace();
    const auto rows = vpdnd::switched_avp_rows();
    const auto row = std::ranges::find(rows, key, &vpdnd::SwitchedAvpRow::key);
    REQUIRE(row != rows.end());
    avps->actions[static_cast<std::size_t>(row - rows.begin())] = action;
}

/// A user at a LAC, a switch, and two LNSs that it tries in this order.
struct SwitchSites {
    explicit SwitchSites(const std::function<void(vpdnd::Config&)>& change)
        : machine(loop, switch_at("127.0.0.2", {first.listener(), second.listener()}, change)) {
        first.plane.with_descriptor = second.plane.with_descriptor = machine.plane.with_descriptor = true;
    }

    vpdnd::EventLoop loop;
    Site first{loop, lns_at("127.0.0.3")};
    Site second{loop, lns_at("127.0.0.4")};
    Site machine;  ///< the switch
    Site lac{loop, lac_at("127.0.0.1", {machine.listener()})};

    bool turn_until(const std::function<bool()>& done) { return run_until(loop, done); }
    /// The one call of a site; null: there is none, or there are more.
    static const vpdnd::Call* call_of(const Site& site) {
        const vpdnd::Call* found = nullptr;
        int count = 0;
        site.calls.for_each([&](const vpdnd::Call& one) {
            found = &one;
            ++count;
        });
        return count == 1 ? found : nullptr;
    }
    bool reaches(const Site& lns) { return turn_until([&] { return lns.supervisor.started.size() == 1; }); }
    /// How the LAC saw its session end, when it does.
    std::string told() {
        REQUIRE(turn_until([&] { return !lac.down.empty(); }));
        return lac.down[0];
    }
    void expect_nothing_left() {
        for (auto* site : {&first, &second, &machine, &lac}) {
            CHECK(turn_until([&] { return site->endpoint.session_count() == 0; }));
            for (const auto& pppd : site->supervisor.started)
                if (pppd->alive) pppd->ends({});
            CHECK(turn_until([&] { return site->calls.empty(); }));
            CHECK(site->plane.sessions == 0);
        }
        for (const auto* lns : {&first, &second})
            CHECK(machine.core.targets.sessions("onward " + l2tp::to_string(lns->listener())) == 0);
    }
};

}  // namespace test
