#include "control/radius_rows.h"

#include <algorithm>
#include <chrono>

namespace vpdnd {
namespace {

using radius::ServerCounters;

std::string_view name_of(radius::ServerState state) {
    switch (state) {
        case radius::ServerState::kAlive: return "alive";
        case radius::ServerState::kDead: return "dead";
        case radius::ServerState::kProbing: return "probing";
    }
    return {};
}

struct CounterRow {
    std::string_view name;
    std::uint64_t ServerCounters::*counter;
    bool dropped = false;
};
constexpr CounterRow kCounters[]{
    {"requests", &ServerCounters::requests},
    {"repetitions", &ServerCounters::repetitions},
    {"accepts", &ServerCounters::accepts},
    {"rejects", &ServerCounters::rejects},
    {"challenges", &ServerCounters::challenges},
    {"timeouts", &ServerCounters::timeouts},
    {"deaths", &ServerCounters::deaths},
    {"unreachable", &ServerCounters::port_errors},
    {"unusable", &ServerCounters::bad_attributes},
    {"dropped_unexpected", &ServerCounters::unexpected, true},
    {"dropped_malformed", &ServerCounters::malformed, true},
    {"dropped_wrong_code", &ServerCounters::wrong_code, true},
    {"dropped_not_authentic", &ServerCounters::not_authentic, true},
    {"dropped_unsigned", &ServerCounters::unsigned_answers, true},
    {"dropped_wrong_signature", &ServerCounters::wrong_signature, true},
};

std::uint64_t dropped(const ServerCounters& counters) {
    std::uint64_t out = 0;
    for (const auto& row : kCounters)
        if (row.dropped) out += counters.*row.counter;
    return out;
}

std::optional<std::uint64_t> answer_us(const radius::ServerInfo& info) {
    if (info.last_answer_took == base::Duration::zero()) return std::nullopt;
    return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::microseconds>(info.last_answer_took).count());
}

ipc::Value::Object server_details(const radius::ServerInfo& info) {
    ipc::Value::Object out{{"state", name_of(info.state)}, {"outstanding", info.outstanding}, {"sockets", info.ports}};
    if (const auto took = answer_us(info)) out.emplace_back("answer_us", *took);
    for (const auto& row : kCounters) out.emplace_back(row.name, info.counters.*row.counter);
    return out;
}

}  // namespace

std::vector<ipc::RadiusServerRow> radius_server_rows(const RadiusServers& servers) {
    std::vector<ipc::RadiusServerRow> out;
    for (const auto& set : servers.all())
        for (const auto& info : set.client.servers()) {
            const auto& counters = info.counters;
            out.push_back({.radius = set.set,
                           .purpose = std::string(set.purpose),
                           .server = info.name,
                           .state = std::string(name_of(info.state)),
                           .outstanding = info.outstanding,
                           .requests = counters.requests,
                           .repetitions = counters.repetitions,
                           .accepts = counters.accepts,
                           .rejects = counters.rejects,
                           .timeouts = counters.timeouts,
                           .unreachable = counters.port_errors,
                           .dropped = dropped(counters),
                           .answer_us = answer_us(info)});
        }
    return out;
}

std::optional<ipc::Value::Object> radius_details(const RadiusServers& servers, const TunnelAuthorizer& authorizer, const std::string& set) {
    const auto all = servers.all();
    const auto found = std::ranges::find(all, set, &RadiusServers::Info::set);
    if (found == all.end()) return std::nullopt;
    const auto& counters = authorizer.counters();
    ipc::Value::Object each;
    for (const auto& info : found->client.servers()) each.emplace_back(info.name, server_details(info));
    return ipc::Value::Object{{"radius", found->set},
                              {"purpose", found->purpose},
                              {"outstanding", found->client.outstanding()},
                              {"refused_too_many", found->client.refused()},
                              {"calls_asked_for", counters.asked},
                              {"answered_by_cache", counters.kept},
                              {"joined_another", counters.joined},
                              {"accepted", counters.accepted},
                              {"rejected", counters.rejected},
                              {"unusable", counters.unusable},
                              {"failed", counters.failed},
                              {"cached", authorizer.kept()},
                              {"servers", std::move(each)}};
}

}  // namespace vpdnd
