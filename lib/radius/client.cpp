#include "radius/client.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "radius/client_state.h"

namespace radius {

Client::State::State(ClientSettings given, RandomSource& source) : settings(std::move(given)), random(source) {
    for (const auto& one : settings.servers) servers.emplace_back(one, settings);
    for (std::size_t i = 0; i < servers.size(); ++i) order.push_back(static_cast<ServerId>(i));
    std::stable_sort(order.begin(), order.end(), [this](ServerId a, ServerId b) {
        return at(a).settings.priority < at(b).settings.priority;
    });
}

Client::Client(ClientSettings settings, RandomSource& random)
    : state_(std::make_unique<State>(std::move(settings), random)) {}
Client::~Client() = default;

tl::expected<RequestId, std::string> Client::ask(base::Time now, Question question) {
    return state_->ask(now, std::move(question));
}

void Client::cancel(base::Time now, RequestId request) {
    if (state_->requests.contains(request)) state_->let_go(now, request);
}

ReplyVerdict Client::receive(base::Time now, ServerId server, PortId port, Octets datagram) {
    return state_->receive(now, server, port, datagram);
}

void Client::port_opened(base::Time now, ServerId server, PortId port) {
    if (!state_->knows(server)) return;
    state_->at(server).ports.opened(now, port);
    state_->pump(now, server);
}

void Client::port_failed(base::Time now, ServerId server, PortId port) {
    if (!state_->knows(server)) return;
    auto& of = state_->at(server);
    of.ports.failed(port);
    of.no_port_before = now + std::chrono::seconds(1);
    if (of.ports.open_count() == 0) state_->die(now, server, RequestId{});
    state_->pump(now, server);
}

void Client::port_error(base::Time now, ServerId server, PortId port) {
    if (state_->knows(server)) state_->unreachable(now, server, port);
}

void Client::on_time(base::Time now) {
    auto& state = *state_;
    while (!state.deadlines.empty() && state.deadlines.begin()->first <= now) {
        auto& request = state.requests.at(state.deadlines.begin()->second);
        state.set_deadline(request, base::kNever);
        state.on_deadline(now, request);
    }
    for (std::size_t i = 0; i < state.servers.size(); ++i) {
        const auto id = static_cast<ServerId>(i);
        if (state.at(id).settings.status_server && state.at(id).state == ServerState::kDead && state.at(id).dead_until <= now)
            state.send_status_server(now, id);
        if (state.at(id).wake <= now) state.pump(now, id);
        state.close_idle_ports(now, id);
    }
}

std::optional<base::Time> Client::next_deadline() const {
    auto next = state_->deadlines.empty() ? base::kNever : state_->deadlines.begin()->first;
    for (const auto& server : state_->servers) {
        next = std::min(next, server.wake);
        if (server.settings.status_server && server.state == ServerState::kDead) next = std::min(next, server.dead_until);
        if (const auto since = server.ports.idle_since()) next = std::min(next, *since + state_->settings.port_idle);
    }
    if (next == base::kNever) return std::nullopt;
    return next;
}

std::vector<ClientEffect> Client::take_effects() { return std::exchange(state_->effects, {}); }

bool Client::idle() const { return outstanding() == 0; }
std::size_t Client::outstanding() const { return state_->requests.size() - state_->probes_only; }
std::uint64_t Client::refused() const { return state_->refused; }

std::vector<ServerInfo> Client::servers() const {
    std::vector<ServerInfo> out;
    for (const auto& one : state_->servers)
        out.push_back({one.settings.name, one.state, one.state == ServerState::kDead ? one.dead_until : base::kNever, one.signs, 0,
                       one.ports.open_count(), one.last_answer_took, one.counters});
    for (const auto& [id, request] : state_->requests)
        if (!request.is_probe_only) ++out[index_of(request.server)].outstanding;
    return out;
}

}  // namespace radius
