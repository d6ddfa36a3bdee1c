#include "pppoe/discovery.h"

#include <algorithm>
#include <utility>

#include "base/byte_writer.h"

namespace vpdnd::pppoe {
namespace {

/// RFC 2516 section 9: either any service is served, or those that are offered. Who wants any gets one.
bool serves(const Pppoe& settings, std::string_view service) {
    const auto offered = [&](std::string_view one) { return std::ranges::find(settings.services, one) != settings.services.end(); };
    return service.empty() || offered("") || offered(service);
}

}  // namespace

void Discovery::receive(base::Time now, int interface, std::span<const std::uint8_t> octets) {
    const auto found = interfaces_.find(interface);
    if (found == interfaces_.end()) return;
    const auto frame = read_frame(octets);
    if (!frame) return counters_.add(Count::kMalformed);
    forget_old_requests(now);
    const auto& served = found->second;
    if (!frame->from.is_host() || frame->from == served.interface.own) return counters_.add(Count::kNotForUs);
    switch (frame->code) {
        case Code::kPadi:
            counters_.add(Count::kPadiReceived);
            return on_padi(now, served, *frame);
        case Code::kPadr:
            counters_.add(Count::kPadrReceived);
            return on_padr(now, served, *frame);
        case Code::kPadt:
            counters_.add(Count::kPadtReceived);
            return on_padt(served, *frame);
        case Code::kPado:
        case Code::kPads:
            return counters_.add(Count::kNotForUs);  // between others
    }
}

/// Of a PADI or PADR that is for us and keeps to sections 5.1 and 5.3: exactly one Service-Name, no session yet.
std::optional<RequestTags> Discovery::read_request(const Served& served, const Frame& frame) {
    auto tags = read_tags(frame.tags);
    if (!tags || tags->services != 1 || frame.session != 0) {
        counters_.add(Count::kMalformed);
        return std::nullopt;
    }
    if (tags->ac_name && !tags->ac_name->empty() && *tags->ac_name != served.concentrator->settings.ac_name) {
        counters_.add(Count::kOtherConcentrator);
        return std::nullopt;
    }
    return tags;
}

void Discovery::on_padi(base::Time now, const Served& served, const Frame& frame) {
    if (!served.concentrator || stopped_) return;
    if (frame.to != kBroadcast) return counters_.add(Count::kNotForUs);
    auto tags = read_request(served, frame);
    if (!tags) return;
    const auto& settings = served.concentrator->settings;
    const auto& at = served.interface;
    if (!serves(settings, *tags->service)) return counters_.add(Count::kOtherService);
    // Another concentrator may have room: one that cannot serve is silent (section 5.2).
    if (const auto why = obstacle(served, frame.from); why != Count::kCount_) return counters_.add(why);
    if (!take_turn(now, at.index, settings.pado_per_second)) return counters_.add(Count::kPaced);
    const auto answer = answer_to(frame, std::move(*tags), at.own, at.mtu, settings.max_payload);
    auto offer = pado(answer, settings, make_cookie(key_, at.index, frame.from, at.own, now));
    if (!offer) return counters_.add(Count::kNoRoom);
    if (settings.pado_delay.count() == 0) {
        counters_.add(Count::kPadoSent);
        return send(at.index, std::move(*offer));
    }
    if (delayed_.size() >= kMostDelayed) return counters_.add(Count::kPaced);
    delayed_.emplace(now + settings.pado_delay, SendFrame{at.index, std::move(*offer)});
}

void Discovery::on_padr(base::Time now, const Served& served, const Frame& frame) {
    if (!served.concentrator) return;
    const auto& at = served.interface;
    if (frame.to != at.own) return counters_.add(Count::kNotForUs);
    auto tags = read_request(served, frame);
    if (!tags) return;
    if (!tags->cookie || !is_cookie(*tags->cookie, key_, at.index, frame.from, at.own, now)) return counters_.add(Count::kNoCookie);
    const auto& settings = served.concentrator->settings;
    const bool offered = serves(settings, *tags->service);
    auto line = std::move(tags->line);
    auto answer = answer_to(frame, std::move(*tags), at.own, at.mtu, settings.max_payload);
    const auto request = request_of(at.index, answer);
    if (is_repeated(request)) return counters_.add(Count::kRepeated);
    if (!offered) {
        counters_.add(Count::kOtherService);
        return refuse(at.index, answer, Tag::kServiceNameError, "this service is not offered here");
    }
    if (stopped_) return refuse(at.index, answer, Tag::kAcSystemError, "the access concentrator is stopping");
    if (const auto why = obstacle(served, frame.from); why != Count::kCount_) {
        counters_.add(why);
        return refuse(at.index, answer, Tag::kAcSystemError, "no more sessions");
    }
    open(now, served, std::move(answer), std::move(line), request);
}

/// May a PADO be sent now? One interface's flood leaves the others what they need.
bool Discovery::take_turn(base::Time now, int interface, unsigned per_second) {
    return paces_[interface].take(now, per_second) && total_pace_.take(now, kFullPaces * per_second);
}

/// Why one more session of this host cannot be served now; kCount_: it can.
Count Discovery::obstacle(const Served& served, const MacAddress& host) const {
    if (!sessions_.has_room(served.interface.index, host, *served.concentrator)) return Count::kFull;
    return can_serve_ && !can_serve_() ? Count::kBusy : Count::kCount_;
}

/// A host that heard no PADS asks again, and must not get a second session; while the first one is being made it waits.
bool Discovery::is_repeated(const Request& request) {
    const auto found = answered_.find(request);
    if (found == answered_.end()) return false;
    const auto& [key, until, pads] = found->second;
    const auto* session = sessions_.find(key);
    if (!session || session->host != request.host || session->state == SessionState::kOver) {
        answered_.erase(found);
        return false;
    }
    if (!pads.empty()) {
        counters_.add(Count::kPadsSent);
        send(key.interface, pads);
    }
    return true;
}

void Discovery::open(base::Time now, const Served& served, AnswerTo answer, AccessLine line, const Request& request) {
    const auto& [name, settings] = *served.concentrator;
    sessions_.begin_at(served.interface.index, first_id(served.interface.index));
    const SessionKey key{served.interface.index, sessions_.next_id(served.interface.index)};
    if (key.id == 0 || !pads(answer, settings.ac_name, key.id)) {
        counters_.add(Count::kNoRoom);
        return refuse(key.interface, answer, Tag::kAcSystemError, "");
    }
    sessions_.add(key, {.host = answer.host, .own = answer.own, .state = SessionState::kOpening, .since = now, .concentrator = name});
    effects_.emplace_back(OpenSession{.key = key,
                                      .host = answer.host,
                                      .interface = served.interface.name,
                                      .service = answer.service,
                                      .line = std::move(line),
                                      .max_payload = max_payload_of(answer, served.interface.mtu),
                                      .concentrator = served.concentrator});
    answered_[request] = {key, now + kRepetition, {}};
    answered_order_.emplace_back(now + kRepetition, request);
    opening_.emplace(key, Opening{std::move(answer), settings.ac_name});
}

void Discovery::refuse(int interface, const AnswerTo& answer, Tag error, std::string_view text) {
    counters_.add(Count::kPadsRefused);
    send(interface, pads_error(answer, error, text));
}

/// Only the two ends of a session may end it.
void Discovery::on_padt(const Served& served, const Frame& frame) {
    const SessionKey key{served.interface.index, frame.session};
    auto* session = sessions_.find(key);
    if (!session || session->host != frame.from || session->own != frame.to || session->state == SessionState::kOver)
        return counters_.add(Count::kStranger);
    session->state = SessionState::kOver;
    opening_.erase(key);
    effects_.emplace_back(SessionOver{key, SessionEnd::kHost});
}

std::optional<base::Time> Discovery::next_deadline() const {
    if (delayed_.empty()) return std::nullopt;
    return delayed_.begin()->first;
}

void Discovery::on_time(base::Time now) {
    forget_old_requests(now);
    while (!delayed_.empty() && delayed_.begin()->first <= now) {
        auto frame = delayed_.extract(delayed_.begin());
        const auto served = interfaces_.find(frame.mapped().interface);
        if (stopped_ || served == interfaces_.end() || !served->second.concentrator) continue;
        counters_.add(Count::kPadoSent);
        effects_.emplace_back(std::move(frame.mapped()));
    }
}

Discovery::Request Discovery::request_of(int interface, const AnswerTo& answer) const {
    base::ByteWriter words(2 + answer.service.size() + answer.echoed.size());
    words.u16(static_cast<std::uint16_t>(answer.service.size()));  // where the one ends and the other begins
    words.bytes({reinterpret_cast<const std::uint8_t*>(answer.service.data()), answer.service.size()});
    words.bytes(answer.echoed);
    return {interface, answer.host, keyed_digest(key_, words.octets())};
}

/// Unknown to others, and another one after a start: hosts that have not noticed it may still use ids that were given before.
std::uint16_t Discovery::first_id(int interface) const {
    constexpr std::uint8_t kWhat[] = {'i', 'd'};
    base::ByteWriter what(8);
    what.bytes(kWhat);
    what.u32(static_cast<std::uint32_t>(interface));
    const auto digest = keyed_digest(key_, what.octets());
    return static_cast<std::uint16_t>((unsigned{digest[0]} << 8 | digest[1]) % 0xfffe);
}

void Discovery::forget_old_requests(base::Time now) {
    const auto is_old = [&] { return answered_order_.front().first <= now || answered_order_.size() > kMostRepetitions; };
    for (; !answered_order_.empty() && is_old(); answered_order_.pop_front()) {
        const auto& [until, request] = answered_order_.front();
        const auto found = answered_.find(request);
        // The same request may have opened another session since, which has a time of its own.
        if (found != answered_.end() && found->second.until <= until) answered_.erase(found);
    }
}

}  // namespace vpdnd::pppoe
