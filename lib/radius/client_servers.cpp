// Which server is asked: priorities, dead ones, and how they come back.
#include <algorithm>
#include <utility>
#include <vector>

#include "radius/client_state.h"

namespace radius {

bool Client::State::may_be_probed(base::Time now, const Server& server) const {
    return server.state == ServerState::kDead && server.dead_until <= now && !server.settings.status_server;
}

bool Client::State::has_alive(const Pending& request) const {
    return std::any_of(order.begin(), order.end(), [&](ServerId id) {
        return !request.tried[index_of(id)] && at(id).state == ServerState::kAlive;
    });
}

/// The first that is alive, or may be back. Where there is none a dead one is better than a sure failure.
std::optional<ServerId> Client::State::choose(base::Time now, const Pending& request) const {
    std::optional<ServerId> dead;
    for (const auto id : order) {
        if (request.tried[index_of(id)]) continue;
        if (at(id).state == ServerState::kAlive || may_be_probed(now, at(id))) return id;
        if (!dead) dead = id;
    }
    return dead;
}

void Client::State::place(base::Time now, Pending& request, ServerId id) {
    auto& server = at(id);
    request.server = id;
    request.tried[index_of(id)] = true;
    request.sent = 0;
    request.is_queued = true;
    request.has_one_try = false;
    request.octets.clear();
    if (may_be_probed(now, server)) {
        server.state = ServerState::kProbing;
        server.probe = request.id;
        request.has_one_try = has_alive(request);
    }
    set_deadline(request, gives_up_at(request));
    server.fresh.push_back(request.id);
    pump(now, id);
}

void Client::State::move_on(base::Time now, Pending& request) {
    forget_probe(now, request.id);
    const auto next = request.is_probe_only || now >= gives_up_at(request) ? std::nullopt : choose(now, request);
    if (next) return place(now, request, *next);
    finish(now, request, {request.id, Outcome::kNoAnswer, {}, {}, "no server answered"});
}

/// Whoever waits for it and has another one to go to goes there now; `except` goes by itself.
void Client::State::die(base::Time now, ServerId id, RequestId except) {
    auto& server = at(id);
    if (server.state == ServerState::kAlive) {
        ++server.counters.deaths;
        effects.emplace_back(ServerChanged{id, ServerNews::kDead});
    }
    server.state = ServerState::kDead;
    server.dead_until = now + settings.dead_time;
    const auto probe = std::exchange(server.probe, std::nullopt);
    std::vector<RequestId> leaving;
    for (const auto& [request_id, request] : requests)
        if (request_id != except && request.server == id && has_alive(request)) leaving.push_back(request_id);
    std::sort(leaving.begin(), leaving.end());  // as they came
    for (const auto request_id : leaving) move_on(now, requests.at(request_id));
    if (!probe || *probe == except) return;
    if (const auto found = requests.find(*probe); found != requests.end() && found->second.is_probe_only) let_go(now, *probe);
}

void Client::State::heard(base::Time now, ServerId id) {
    auto& server = at(id);
    server.last_heard = now;
    server.told_wrong_secret = server.told_unsigned = false;
    server.not_authentic_in_a_row = 0;
    if (server.state == ServerState::kAlive) return;
    server.state = ServerState::kAlive;
    server.probe.reset();
    effects.emplace_back(ServerChanged{id, ServerNews::kBack});
}

void Client::State::unreachable(base::Time now, ServerId id, PortId port) {
    auto& server = at(id);
    ++server.counters.port_errors;
    std::vector<RequestId> leaving;
    for (unsigned identifier = 0; identifier < PortSet::kIdentifiers; ++identifier) {
        const auto holder = server.ports.holder({port, static_cast<std::uint8_t>(identifier)});
        const auto found = holder ? requests.find(*holder) : requests.end();
        if (found == requests.end()) continue;
        const auto& request = found->second;
        const bool waits_here = request.server == id && !request.is_queued && request.seals.back().port == port;
        if (waits_here && has_alive(request)) leaving.push_back(*holder);
    }
    std::sort(leaving.begin(), leaving.end());  // as they came
    leaving.erase(std::unique(leaving.begin(), leaving.end()), leaving.end());
    for (const auto request : leaving) move_on(now, requests.at(request));
}

/// The request that should have found out is gone before it did: the next one does.
void Client::State::forget_probe(base::Time now, RequestId request) {
    for (auto& server : servers) {
        if (server.probe != request) continue;
        server.probe.reset();
        if (server.state != ServerState::kProbing) continue;
        server.state = ServerState::kDead;
        server.dead_until = now;
    }
}

void Client::State::send_status_server(base::Time now, ServerId id) {
    Pending probe;
    probe.id = static_cast<RequestId>(++last_id);
    probe.question.code = Code::kStatusServer;
    probe.asked = now;
    probe.is_probe_only = true;
    probe.tried.resize(servers.size(), true);
    ++probes_only;
    at(id).state = ServerState::kProbing;
    at(id).probe = probe.id;
    auto& kept = requests.emplace(probe.id, std::move(probe)).first->second;
    place(now, kept, id);
}

}  // namespace radius
