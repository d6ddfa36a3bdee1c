// What comes back.
#include <algorithm>
#include <chrono>
#include <utility>

#include "radius/client_state.h"
#include "radius/packet_reader.h"

namespace radius {
namespace {

using namespace literals;

/// Of a server that has proven itself before, so many wrong answers without a right one are no chance, nor late ones.
constexpr unsigned kSuspicious = 8;

Outcome outcome_of(Code answer) {
    switch (answer) {
        case Code::kAccessAccept: return Outcome::kAccepted;
        case Code::kAccessChallenge: return Outcome::kChallenged;
        case Code::kAccountingResponse: return Outcome::kRecorded;
        default: return Outcome::kRejected;
    }
}

void count(ServerCounters& counters, Outcome outcome) {
    switch (outcome) {
        case Outcome::kAccepted: ++counters.accepts; break;
        case Outcome::kRejected: ++counters.rejects; break;
        case Outcome::kChallenged: ++counters.challenges; break;
        case Outcome::kRecorded: ++counters.accounting_responses; break;
        case Outcome::kNoAnswer: break;
    }
}

Signature signature_needed(const Server& server, Code request) {
    if (request != Code::kAccessRequest) return Signature::kOptional;
    const auto rule = server.settings.signature;
    const bool needed = rule == SignatureRule::kRequired || (rule == SignatureRule::kAuto && server.signs);
    return needed ? Signature::kRequired : Signature::kOptional;
}

/// We send no Proxy-State: whoever got one into an unsigned answer has put it into the request on its way, to have room for the collision
/// that makes a Reject an Accept (CVE-2024-3596).
bool is_suspect(const Packet& answer, Code request) {
    return request == Code::kAccessRequest && !answer.is_signed && answer.attributes.first("Proxy-State"_attr);
}

}  // namespace

ReplyVerdict Client::State::receive(base::Time now, ServerId id, PortId port, Octets datagram) {
    if (!knows(id)) return ReplyVerdict::kUnexpected;
    const auto view = open_packet(datagram);
    if (!view) return refuse(id, view.error());
    const auto holder = at(id).ports.holder({port, view->identifier});
    const auto found = holder ? requests.find(*holder) : requests.end();
    if (found == requests.end()) {
        ++at(id).counters.unexpected;
        return ReplyVerdict::kUnexpected;
    }
    const auto& seals = found->second.seals;
    const auto seal = std::find_if(seals.begin(), seals.end(), [&](const Seal& one) {
        return one.server == id && one.port == port && one.sent.identifier == view->identifier;
    });
    if (seal == seals.end()) return ReplyVerdict::kUnexpected;  // an identifier without a seal is not held
    return take_answer(now, id, found->second, datagram, *seal);
}

ReplyVerdict Client::State::refuse(ServerId id, const PacketError& error) {
    auto& server = at(id);
    auto& counters = server.counters;
    const auto tell_once = [this, id](bool& told, ServerNews news) {
        if (!std::exchange(told, true)) effects.emplace_back(ServerChanged{id, news});
    };
    switch (error.fault) {
        case Fault::kCode: ++counters.wrong_code; return ReplyVerdict::kWrongCode;
        case Fault::kAuthenticator:
            ++counters.not_authentic;
            if (++server.not_authentic_in_a_row >= (server.last_heard ? kSuspicious : 1u))
                tell_once(server.told_wrong_secret, ServerNews::kWrongSecret);
            return ReplyVerdict::kNotAuthentic;
        case Fault::kUnsigned:
            ++counters.unsigned_answers;
            tell_once(server.told_unsigned, ServerNews::kUnsigned);
            return ReplyVerdict::kUnsigned;
        case Fault::kSignature: ++counters.wrong_signature; return ReplyVerdict::kWrongSignature;
        default: ++counters.malformed; return ReplyVerdict::kMalformed;
    }
}

ReplyVerdict Client::State::take_answer(base::Time now, ServerId id, Pending& request, Octets datagram, const Seal& seal) {
    auto& server = at(id);
    const auto sent = seal.sent;
    auto packet = read_answer(datagram, sent, server.settings.secret, signature_needed(server, sent.code));
    if (!packet && packet.error().fault != Fault::kValue) return refuse(id, packet.error());
    if (packet && is_suspect(*packet, sent.code)) return refuse(id, {Fault::kUnsigned, "Proxy-State in an unsigned answer"});
    heard(now, id);
    if (request.server == id && request.sent != 0) server.last_answer_took = now - request.last_sent;
    Answered result{request.id, outcome_of(static_cast<Code>(datagram[0])), id, {}, {}};
    if (packet) {
        if (packet->is_signed && sent.code == Code::kAccessRequest) server.signs = true;
        result.attributes = std::move(packet->attributes);
    } else {
        ++server.counters.bad_attributes;
        if (result.outcome != Outcome::kRecorded) result.outcome = Outcome::kRejected;  // RFC 2865 section 5
        result.why = text_of(packet.error());
    }
    if (!request.is_probe_only) count(server.counters, result.outcome);
    finish(now, request, std::move(result));
    return ReplyVerdict::kAnswer;
}

}  // namespace radius
