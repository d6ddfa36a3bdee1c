#include "support/radius_ends.h"

#include <algorithm>
#include <utility>

namespace sim {

using namespace radius;
using namespace radius::literals;

ClientSettings radius_settings(std::size_t servers) {
    ClientSettings out;
    for (std::size_t i = 0; i < servers; ++i) {
        ServerSettings one;
        one.name = "server " + std::to_string(i);
        one.secret = base::Secret("testing123");
        one.priority = static_cast<unsigned>(i + 1);
        out.servers.push_back(one);
    }
    return out;
}

RadiusWorld::RadiusWorld(ClientSettings settings, std::uint64_t seed)
    : random(seed), servers(settings.servers.size()), client(std::move(settings), random), generator_(seed) {}

double RadiusWorld::chance() { return std::uniform_real_distribution<double>(0, 1)(generator_); }

RequestId RadiusWorld::ask(Question question) {
    const auto id = client.ask(now, std::move(question));
    if (!id) {
        violations.push_back("refused: " + id.error());
        return {};
    }
    asked[*id] = now;
    settle();
    return *id;
}

RequestId RadiusWorld::ask_user(const std::string& name) {
    Question question;
    question.attributes.add("User-Name"_attr, name);
    question.attributes.add("User-Password"_attr, base::Secret("secret of " + name));
    return ask(std::move(question));
}

void RadiusWorld::settle() {
    for (auto effects = client.take_effects(); !effects.empty(); effects = client.take_effects())
        for (const auto& effect : effects) carry_out(effect);
}

void RadiusWorld::carry_out(const ClientEffect& effect) {
    if (const auto* open = std::get_if<OpenPort>(&effect)) {
        ++ports_asked;
        if (ports_fail) return client.port_failed(now, open->server, open->port);
        if (std::exchange(open_[{open->server, open->port}], true)) violations.push_back("opened twice");
        auto& count = ports_open[index_of(open->server)];
        most_ports_open[index_of(open->server)] = std::max(most_ports_open[index_of(open->server)], ++count);
        client.port_opened(now, open->server, open->port);
    } else if (const auto* close = std::get_if<ClosePort>(&effect)) {
        if (!std::exchange(open_[{close->server, close->port}], false)) violations.push_back("closed, but was not open");
        --ports_open[index_of(close->server)];
    } else if (const auto* send = std::get_if<SendDatagram>(&effect)) {
        if (!open_[{send->server, send->port}]) violations.push_back("sent from a port that is not open");
        launch({true, send->server, send->port, send->bytes});
    } else if (const auto* answered = std::get_if<Answered>(&effect)) {
        if (!results.emplace(answered->request, *answered).second) violations.push_back("answered twice");
        ended[answered->request] = now;
    } else if (const auto* changed = std::get_if<ServerChanged>(&effect)) {
        news.push_back(*changed);
    }
}

void RadiusWorld::launch(Flight flight) {
    const int copies = chance() < network.duplication ? 2 : 1;
    for (int i = 0; i < copies; ++i) {
        if (chance() < network.loss) continue;
        const auto spread = (network.delay_max - network.delay_min).count();
        const auto extra = spread > 0 ? std::uniform_int_distribution<base::Duration::rep>(0, spread)(generator_) : 0;
        flights_.emplace(now + network.delay_min + base::Duration(extra), flight);
    }
}

void RadiusWorld::serve(const Flight& flight) {
    auto& server = servers[index_of(flight.server)];
    ++server.datagrams;
    if (now - server.millisecond >= milliseconds(1)) {
        server.millisecond = now;
        server.in_this_millisecond = 0;
    }
    server.most_in_a_millisecond = std::max(server.most_in_a_millisecond, ++server.in_this_millisecond);
    server.last_datagram = now;
    if (!server.silent) answer(flight, server);
}

void RadiusWorld::answer(const Flight& flight, RadiusServer& server) {
    const auto request = read_request(flight.octets, server.secret, Signature::kOptional);
    if (!request) {
        ++server.refused;
        return;
    }
    const std::string key(flight.octets.begin(), flight.octets.begin() + 20);
    auto& known = server.answered[std::to_string(index_of(flight.port)) + key];
    if (!known.empty()) {
        ++server.repetitions;
    } else {
        server.requests.push_back(*request);
        const bool access = request->code != Code::kAccountingRequest;
        const auto usual = RadiusReply{access ? Code::kAccessAccept : Code::kAccountingResponse};
        const auto reply = server.decides && request->code != Code::kStatusServer ? server.decides(*request) : usual;
        if (!reply) return;
        const SentRequest sent{request->code, request->identifier, request->authenticator};
        const auto octets = write_answer(reply->code, sent, reply->attributes, server.secret, random);
        if (!octets) return violations.push_back("server: " + text_of(octets.error()));
        known = *octets;
    }
    const auto all = server.answers_with ? server.answers_with(known) : std::vector<base::Bytes>{known};
    const auto before = std::exchange(now, now + server.thinks);
    for (const auto& one : all) launch({false, flight.server, flight.port, one});
    now = before;
}

void RadiusWorld::arrive(const Flight& flight) {
    if (flight.to_server) return serve(flight);
    if (!open_[{flight.server, flight.port}]) return;
    verdicts.push_back(client.receive(now, flight.server, flight.port, flight.octets));
}

bool RadiusWorld::step(base::Time until) {
    settle();
    const auto next_flight = flights_.empty() ? base::kNever : flights_.begin()->first;
    const auto next_timer = client.next_deadline().value_or(base::kNever);
    const auto next = std::min(next_flight, next_timer);
    if (next > until) return false;
    now = std::max(now, next);
    if (next_flight <= next_timer) {
        const auto flight = flights_.extract(flights_.begin());
        arrive(flight.mapped());
    } else {
        client.on_time(now);
    }
    settle();
    return true;
}

void RadiusWorld::run_for(base::Duration duration) {
    const auto until = now + duration;
    while (step(until)) {}
    now = until;
}

bool RadiusWorld::run_until(const std::function<bool()>& condition, base::Duration limit) {
    const auto until = now + limit;
    settle();
    while (!condition())
        if (!step(until)) return false;
    return true;
}

}  // namespace sim
