// What goes out and when: turns, identifiers, ports, pace, repetition.
#include <algorithm>
#include <utility>

#include "radius/client_state.h"
#include "radius/repetition.h"

namespace radius {
namespace {

using namespace literals;

std::uint32_t seconds_since(base::Time then, base::Time now) {
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - then).count();
    return static_cast<std::uint32_t>(std::clamp<decltype(passed)>(passed, 0, 0x7fffffff));
}

}  // namespace

tl::expected<WrittenRequest, PacketError> Client::State::written(base::Time now, const Pending& request, ServerId server,
                                                                 std::uint8_t identifier, bool sign) {
    const auto& secret = at(server).settings.secret;
    const auto& question = request.question;
    if (!question.happened) return write_request(question.code, identifier, question.attributes, secret, random, sign);
    auto attributes = question.attributes;
    attributes.add("Acct-Delay-Time"_attr, seconds_since(*question.happened, now));
    return write_request(question.code, identifier, attributes, secret, random, sign);
}

Pending* Client::State::next_in(std::deque<RequestId>& queue, ServerId server) {
    while (!queue.empty()) {
        const auto found = requests.find(queue.front());
        if (found != requests.end() && found->second.server == server && found->second.is_queued) return &found->second;
        queue.pop_front();
    }
    return nullptr;
}

void Client::State::pump(base::Time now, ServerId id) {
    auto& server = at(id);
    server.wake = base::kNever;
    for (;;) {
        auto* queue = &server.repeats;
        auto* request = next_in(*queue, id);
        if (!request) request = next_in(*(queue = &server.fresh), id);
        if (!request) return;
        if (!server.pace.ready(now)) {
            server.wake = server.pace.next();
            return;
        }
        if (request->sent == 0 && !find_identifier(now, *request)) return;
        queue->pop_front();
        transmit(now, *request);
    }
}

/// False: it has to wait for a port, or for an identifier.
bool Client::State::find_identifier(base::Time now, Pending& request) {
    auto& server = at(request.server);
    if (const auto place = server.ports.take(request.id)) return write(now, request, *place);
    if (now < server.no_port_before) {
        server.wake = server.no_port_before;
        return false;
    }
    if (const auto port = server.ports.want_another()) effects.emplace_back(OpenPort{request.server, *port});
    return false;
}

bool Client::State::write(base::Time now, Pending& request, PortPlace place) {
    auto packet = written(now, request, request.server, place.identifier, at(request.server).settings.sign_accounting);
    if (!packet) {  // cannot be: ask() has tried it, with a signature
        at(request.server).ports.give_back(now, place);
        return false;
    }
    request.octets = std::move(packet->octets);
    request.seals.push_back({request.server, place.port, packet->sent});
    if (request.question.happened) request.delay_told = seconds_since(*request.question.happened, now);
    return true;
}

/// A repetition with another Acct-Delay-Time is another packet; without a free identifier it stays as it was.
void Client::State::renew(base::Time now, Pending& request) {
    const auto& happened = request.question.happened;
    if (!settings.renew_delay || !happened || seconds_since(*happened, now) == request.delay_told) return;
    if (const auto place = at(request.server).ports.take(request.id)) write(now, request, *place);
}

void Client::State::transmit(base::Time now, Pending& request) {
    auto& server = at(request.server);
    if (request.sent == 0) {
        ++server.counters.requests;
        request.first_sent = now;
        request.timeout = first_timeout(settings.first_timeout, random);
    } else {
        ++server.counters.repetitions;
        request.timeout = next_timeout(request.timeout, settings.longest_timeout, random);
        renew(now, request);
    }
    ++request.sent;
    request.last_sent = now;
    request.is_queued = false;
    server.pace.spend(now);
    set_deadline(request, std::min(now + request.timeout, gives_up_at(request)));
    effects.emplace_back(SendDatagram{request.server, request.seals.back().port, request.octets});
}

void Client::State::close_idle_ports(base::Time now, ServerId id) {
    while (const auto port = at(id).ports.close_idle(now - settings.port_idle)) effects.emplace_back(ClosePort{id, *port});
}

}  // namespace radius
