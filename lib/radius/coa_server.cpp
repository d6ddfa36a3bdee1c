#include "radius/coa_server.h"

#include <algorithm>
#include <utility>

#include "radius/attribute_codec.h"
#include "radius/packet_reader.h"
#include "radius/packet_writer.h"

namespace radius {
namespace {

using namespace literals;

constexpr const auto& kProxyState = "Proxy-State"_attr;
constexpr const auto& kSignature = "Message-Authenticator"_attr;
constexpr auto kInvalidRequest = value_of("Error-Cause"_attr, "Invalid-Request");
constexpr auto kResourcesUnavailable = value_of("Error-Cause"_attr, "Resources-Unavailable");

CoaVerdict verdict_of(Fault fault) {
    switch (fault) {
        case Fault::kCode: return CoaVerdict::kWrongCode;
        case Fault::kAuthenticator:
        case Fault::kSignature: return CoaVerdict::kNotAuthentic;
        case Fault::kUnsigned: return CoaVerdict::kUnsigned;
        default: return CoaVerdict::kMalformed;
    }
}

AttributeList only(const AttributeList& attributes, const AttributeInfo& row) {
    AttributeList out;
    for (const auto* one : attributes.all(row)) out.add(*one);
    return out;
}

/// Of a packet whose attributes cannot all be used: those that have to go back are read all the same.
AttributeList proxy_states_in(const PacketView& view) {
    AttributeList out;
    FrameReader frames(view.attributes, kPacketHeaderSize);
    while (!frames.done()) {
        const auto frame = frames.next();
        if (!frame) break;
        if (frame->id == kProxyState.id && !frame->value.empty()) out.add("Proxy-State"_attr, frame->value);
    }
    return out;
}

}  // namespace

CoaVerdict CoaServer::receive(base::Time now, std::int64_t unix_seconds, CoaSenderId sender, std::string_view source,
                              Octets datagram) {
    forget(now);
    const auto verdict = judge(now, unix_seconds, sender, source, datagram);
    ++counters_[static_cast<std::size_t>(verdict)];
    return verdict;
}

CoaVerdict CoaServer::judge(base::Time now, std::int64_t unix_seconds, CoaSenderId sender, std::string_view source,
                            Octets datagram) {
    if (static_cast<std::size_t>(sender) >= settings_.senders.size()) return CoaVerdict::kNotAuthentic;
    const auto view = open_packet(datagram);
    if (!view) return verdict_of(view.error().fault);
    if (view->code != Code::kDisconnectRequest && view->code != Code::kCoaRequest) return CoaVerdict::kWrongCode;
    const auto& from = settings_.senders[static_cast<std::size_t>(sender)];
    auto packet = read_request(datagram, from.secret, from.signature);
    if (!packet && packet.error().fault != Fault::kValue) return verdict_of(packet.error().fault);
    if (const auto known = remembered_.find({sender, view->authenticator}); known != remembered_.end())
        return repeated(known->second, source);
    if (!packet) return refuse(sender, source, *view, kInvalidRequest);
    if (!is_current(packet->attributes, unix_seconds)) return CoaVerdict::kStale;
    if (remembered_.size() >= settings_.most_remembered) return refuse(sender, source, *view, kResourcesUnavailable);
    const auto until = forgotten_at(now, unix_seconds, packet->attributes);
    return take(until, sender, source, std::move(*packet));
}

CoaVerdict CoaServer::repeated(const Remembered& known, std::string_view source) {
    if (known.source != source) return CoaVerdict::kReplayed;
    if (!known.answer.empty()) effects_.emplace_back(CoaAnswer{known.sender, known.source, known.answer});
    return CoaVerdict::kRepetition;
}

CoaVerdict CoaServer::take(base::Time until, CoaSenderId sender, std::string_view source, Packet packet) {
    const auto id = static_cast<CoaRequestId>(++last_request_);
    const Key key{sender, packet.authenticator};
    const SentRequest sent{packet.code, packet.identifier, packet.authenticator};
    remembered_.emplace(key, Remembered{id, sender, std::string(source), sent, only(packet.attributes, kProxyState), {}});
    expiries_.emplace(until, key);
    under_way_.emplace(id, key);
    packet.attributes.remove(kProxyState);
    packet.attributes.remove(kSignature);
    effects_.emplace_back(CoaAsked{id, sender, packet.code, std::move(packet.attributes)});
    return CoaVerdict::kNew;
}

/// Nothing is remembered: a repetition is refused anew, in the same way.
CoaVerdict CoaServer::refuse(CoaSenderId sender, std::string_view source, const PacketView& view, std::uint32_t cause) {
    const Remembered to{{}, sender, std::string(source), {view.code, view.identifier, view.authenticator}, proxy_states_in(view), {}};
    if (auto octets = written(to, false, cause, {})) effects_.emplace_back(CoaAnswer{sender, to.source, std::move(*octets)});
    return CoaVerdict::kRefused;
}

bool CoaServer::is_current(const AttributeList& attributes, std::int64_t unix_seconds) const {
    const auto sent_at = attributes.integer("Event-Timestamp"_attr);
    if (!sent_at) return !settings_.timestamp_required;
    const auto difference = unix_seconds - static_cast<std::int64_t>(*sent_at);
    return difference <= settings_.window.count() && -difference <= settings_.window.count();
}

/// When its Event-Timestamp would not be taken any more: a sender's clock may be ahead of ours.
base::Time CoaServer::forgotten_at(base::Time now, std::int64_t unix_seconds, const AttributeList& attributes) const {
    const auto sent_at = attributes.integer("Event-Timestamp"_attr);
    const auto ahead = sent_at ? static_cast<std::int64_t>(*sent_at) - unix_seconds : 0;
    return now + settings_.window + std::chrono::seconds(std::max<std::int64_t>(ahead, 0) + 1);
}

/// One that is not answered by then will not be.
void CoaServer::forget(base::Time now) {
    for (; !expiries_.empty() && expiries_.begin()->first <= now; expiries_.erase(expiries_.begin())) {
        const auto found = remembered_.find(expiries_.begin()->second);
        under_way_.erase(found->second.request);
        remembered_.erase(found);
    }
}

tl::expected<base::Bytes, PacketError> CoaServer::written(const Remembered& to, bool done, std::optional<std::uint32_t> cause,
                                                          const AttributeList& attributes) {
    const bool disconnect = to.sent.code == Code::kDisconnectRequest;
    const auto ack = disconnect ? Code::kDisconnectAck : Code::kCoaAck;
    const auto nak = disconnect ? Code::kDisconnectNak : Code::kCoaNak;
    AttributeList all;
    if (cause) all.add("Error-Cause"_attr, *cause);
    all.append(attributes);
    all.append(to.proxy_states);
    const auto& secret = settings_.senders[static_cast<std::size_t>(to.sender)].secret;
    return write_answer(done ? ack : nak, to.sent, all, secret, random_);
}

std::optional<PacketError> CoaServer::answer(CoaRequestId request, bool done, std::optional<std::uint32_t> cause,
                                             const AttributeList& attributes) {
    const auto found = under_way_.find(request);
    if (found == under_way_.end()) return std::nullopt;
    auto& of = remembered_.at(found->second);
    under_way_.erase(found);
    auto octets = written(of, done, cause, attributes);
    std::optional<PacketError> wrong;
    if (!octets) {
        wrong = octets.error();
        octets = written(of, done, cause, {});
        if (!octets) return wrong;  // Proxy-States of 4 kB; nothing can be said
    }
    of.answer = std::move(*octets);
    effects_.emplace_back(CoaAnswer{of.sender, of.source, of.answer});
    return wrong;
}

std::vector<CoaEffect> CoaServer::take_effects() { return std::exchange(effects_, {}); }

}  // namespace radius
