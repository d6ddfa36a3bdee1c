#include "control/radius_rows.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "control/accounting_rows.h"

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
    {"accounting_responses", &ServerCounters::accounting_responses},
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

ipc::Value::Object client_details(const RadiusServers::Info& info) {
    return {{"radius", info.set},
            {"purpose", info.purpose},
            {"outstanding", info.client.outstanding()},
            {"refused_too_many", info.client.refused()}};
}

void add_servers(ipc::Value::Object& to, const RadiusServers::Info& info) {
    ipc::Value::Object each;
    for (const auto& one : info.client.servers()) each.emplace_back(one.name, server_details(one));
    to.emplace_back("servers", std::move(each));
}

/// The same of each purpose.
template <class Counters>
void add_answers(ipc::Value::Object& to, const Counters& counters) {
    to.emplace_back("accepted", counters.accepted);
    to.emplace_back("rejected", counters.rejected);
    to.emplace_back("unusable", counters.unusable);
    to.emplace_back("failed", counters.failed);
}

ipc::Value::Object tunnel_details(const RadiusServers::Info& info, const TunnelAuthorizer& authorizer) {
    auto out = client_details(info);
    const auto& counters = authorizer.counters();
    out.emplace_back("calls_asked_for", counters.asked);
    out.emplace_back("answered_by_cache", counters.kept);
    out.emplace_back("joined_another", counters.joined);
    add_answers(out, counters);
    out.emplace_back("cached", authorizer.kept());
    add_servers(out, info);
    return out;
}

ipc::Value::Object user_details(const RadiusServers::Info& info, const UserAuthenticator& users) {
    auto out = client_details(info);
    const auto& counters = users.counters(info.set);
    out.emplace_back("users_asked_for", counters.asked);
    add_answers(out, counters);
    ipc::Value::Object unknown;
    for (const auto& [id, times] : counters.unknown) {
        const auto vendor = id.vendor == 0 ? std::string() : std::to_string(id.vendor) + ":";
        unknown.emplace_back(vendor + std::to_string(id.number), times);
    }
    out.emplace_back("unknown_attributes", std::move(unknown));
    add_servers(out, info);
    return out;
}

ipc::Value::Object account_details(const RadiusServers::Info& info, const AccountingHost& accounting) {
    auto out = client_details(info);
    for (auto& one : accounting_details(accounting, info.set)) out.push_back(std::move(one));
    add_servers(out, info);
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

std::optional<ipc::Value::Object> radius_details(const RadiusServers& servers, const TunnelAuthorizer& tunnels,
                                                 const UserAuthenticator& users, const AccountingHost& accounting,
                                                 const std::string& set) {
    std::optional<ipc::Value::Object> out;
    for (const auto& info : servers.all()) {
        if (info.set != set) continue;
        auto details = info.purpose == RadiusServers::kTunnels  ? tunnel_details(info, tunnels)
                       : info.purpose == RadiusServers::kUsers ? user_details(info, users)
                                                               : account_details(info, accounting);
        if (!out)
            out = std::move(details);
        else
            out->emplace_back(info.purpose, std::move(details));
    }
    return out;
}

}  // namespace vpdnd
