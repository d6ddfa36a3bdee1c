// The life of a request, from ask() to Answered.
#include <utility>

#include "radius/client_state.h"

namespace radius {

tl::expected<RequestId, std::string> Client::State::ask(base::Time now, Question question) {
    if (servers.empty()) return tl::unexpected<std::string>("no RADIUS server is configured");
    if (question.code != Code::kAccessRequest && question.code != Code::kAccountingRequest)
        return tl::unexpected<std::string>("a " + name_of(question.code) + " is not asked by a client");
    if (requests.size() - probes_only >= settings.most_outstanding) {
        ++refused;
        return tl::unexpected<std::string>("too many RADIUS requests are outstanding");
    }
    const auto id = static_cast<RequestId>(++last_id);
    Pending request;
    request.id = id;
    request.question = std::move(question);
    request.asked = now;
    request.tried.resize(servers.size());
    // What cannot be sent is known at once, not when its turn has come.
    const auto trial = written(now, request, order.front(), 0, true);
    if (!trial) return tl::unexpected(text_of(trial.error()));
    auto& kept = requests.emplace(id, std::move(request)).first->second;
    place(now, kept, *choose(now, kept));
    return id;
}

base::Time Client::State::gives_up_at(const Pending& request) const {
    if (request.is_probe_only || settings.give_up_after == base::Duration::zero()) return base::kNever;
    return request.asked + settings.give_up_after;
}

void Client::State::set_deadline(Pending& request, base::Time at) {
    if (request.deadline != base::kNever) deadlines.erase({request.deadline, request.id});
    request.deadline = at;
    if (at != base::kNever) deadlines.insert({at, request.id});
}

void Client::State::on_deadline(base::Time now, Pending& request) {
    const bool waited = !request.is_queued && now >= request.last_sent + request.timeout;
    if (waited && (request.has_one_try || request.sent >= settings.tries)) return timed_out(now, request);
    if (now >= gives_up_at(request)) return finish(now, request, {request.id, Outcome::kNoAnswer, {}, {}, "no server answered in time"});
    if (request.is_queued) return;
    request.is_queued = true;
    set_deadline(request, gives_up_at(request));
    const auto server = request.server;
    at(server).repeats.push_back(request.id);
    pump(now, server);
}

void Client::State::timed_out(base::Time now, Pending& request) {
    auto& server = at(request.server);
    ++server.counters.timeouts;
    const bool was_silent = !server.last_heard || *server.last_heard < request.first_sent;
    if (was_silent) die(now, request.server, request.id);
    move_on(now, request);
}

void Client::State::finish(base::Time now, Pending& request, Answered&& result) {
    if (!request.is_probe_only) effects.emplace_back(std::move(result));
    let_go(now, request.id);
}

void Client::State::let_go(base::Time now, RequestId id) {
    const auto found = requests.find(id);
    set_deadline(found->second, base::kNever);
    const auto seals = std::move(found->second.seals);
    if (found->second.is_probe_only) --probes_only;
    requests.erase(found);
    forget_probe(now, id);
    for (const auto& seal : seals) at(seal.server).ports.give_back(now, {seal.port, seal.sent.identifier});
    for (const auto& seal : seals) pump(now, seal.server);  // who waited for an identifier
}

}  // namespace radius
