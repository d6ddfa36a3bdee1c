#include "l2tp/tunnel_link.h"

#include <utility>

#include "l2tp/context.h"
#include "l2tp/records.h"

namespace l2tp {
namespace {

/// The peer's last word of an exchange: nothing answers it, so that no message of ours comes to carry its
/// acknowledgement. (An SCCCN and a StopCCN are never put off, whatever else is under way; HELLO: may_wait().)
bool ends_exchange(const Message& message) {
    return std::holds_alternative<Iccn>(message) || std::holds_alternative<Occn>(message) ||
           std::holds_alternative<Cdn>(message);
}

/// A peer that sends HELLO more often than this sends one after each acknowledgement, as some do. Were they all answered at
/// once, both sides would do nothing else, as fast as the network carries it.
constexpr Duration kHelloInterval = std::chrono::seconds(1);

/// A call that another tunnel brought, whose LAC hid something: it is no less secret here.
bool came_hidden(const Message& message) {
    const auto* icrq = std::get_if<Icrq>(&message);
    const auto* iccn = std::get_if<Iccn>(&message);
    return (icrq && icrq->hidden.value) || (iccn && iccn->hidden.value);
}

}  // namespace

TunnelLink::TunnelLink(TunnelId id, const Path& path, TunnelSettingsPtr settings)
    : id_(id), path_(path), settings_(std::move(settings)) {}

TunnelLink::TunnelLink(LinkRecord record, TunnelSettingsPtr settings)
    : id_(record.id), peer_id_(record.peer_id), over_(record.over), path_(record.path), settings_(std::move(settings)),
      patient_until_(record.patient_until), channel_(std::move(record.channel)) {}

LinkRecord TunnelLink::save(std::uint32_t settings) const {
    return {.id = id_, .peer_id = peer_id_, .over = over_, .path = path_, .settings = settings,
            .patient_until = patient_until_, .channel = channel_.save()};
}

// Receiving -------------------------------------------------------------------------------------------------

bool TunnelLink::take(Context& context, const Path& from, const ControlHeader& header, std::span<const std::uint8_t> datagram,
                      bool may_hold) {
    const bool alone = message_body(datagram, header).empty();
    if (!channel_.acknowledge(context.now, header.nr, alone, *settings_))
        context.drop(DropReason::kOutOfWindow, from, "acknowledges a message that was never sent");
    if (alone) return false;
    switch (channel_.arrive(context.now, header.ns, settings_->receive_window, datagram.first(header.length), may_hold)) {
        case ReliableChannel::Arrival::kDeliver: return true;
        case ReliableChannel::Arrival::kDuplicate: context.drop(DropReason::kDuplicate, from, "received before"); break;
        case ReliableChannel::Arrival::kOutOfWindow:
            context.drop(DropReason::kOutOfWindow, from, "ahead of order, and not kept");
            break;
        case ReliableChannel::Arrival::kHeld: break;
    }
    return false;
}

std::optional<Bytes> TunnelLink::take_held(Context& context) { return channel_.take_held(context.now); }

tl::expected<std::optional<Message>, ProtocolError> TunnelLink::decode(Context& context, const Path& from,
                                                                       std::span<const std::uint8_t> body, bool trusted) {
    auto decoded = decode_message(body, {.secret = settings_->secret.view(),
                                          .skip_hidden = false,
                                          .most_digests = trusted ? kMostDigests : kMostDigestsUnauthenticated,
                                          .strict = settings_->strict});
    context.counters.digests += decoded ? decoded->digests : decoded.error().digests;
    if (!decoded) return tl::make_unexpected(std::move(decoded.error()));
    context.skipped(*decoded, from);
    if (!decoded->message)
        context.drop(DropReason::kUnknownOptionalMessage, from, "message type " + std::to_string(decoded->type));
    // While something of ours is not acknowledged either, more will come and go: one acknowledgement for all of it.
    else if (!may_wait(*decoded->message, context.now) && channel_.idle()) hurry();
    return std::move(decoded->message);
}

bool TunnelLink::may_wait(const Message& message, Time now) {
    if (!std::holds_alternative<Hello>(message)) return !ends_exchange(message);
    return now < std::exchange(patient_until_, now + kHelloInterval);
}

void TunnelLink::take_request(Context& context, PeerTunnelId assigned) {
    peer_id_ = assigned;
    channel_.arrive(context.now, 0, settings_->receive_window, {}, false);
}

// Sending ---------------------------------------------------------------------------------------------------

void TunnelLink::send(Context& context, PeerSessionId session, const Message& message) {
    channel_.add(encode_message(message, {peer_id_.value, session.value, 0, 0, 0}, encode_options(context, message)));
    flush(context);
}

void TunnelLink::send_cdn(Context& context, SessionId local, PeerSessionId peer, Cdn message) {
    message.assigned_session = PeerSessionId{local.value};
    message.result = replaced(std::move(message.result), settings_->replace_result);
    send(context, peer, message);
}

void TunnelLink::send_last(Context& context, const StopCcn& message) {
    channel_.close();
    send(context, {}, message);
}

void TunnelLink::flush(Context& context) { channel_.flush(context.now, *settings_, sender(context)); }

void TunnelLink::acknowledge(Context& context) {
    if (!channel_.must_acknowledge(context.now)) return;
    const auto zlb = encode_zlb({peer_id_.value, 0, channel_.zlb_ns(), channel_.nr(), 0});
    channel_.acknowledged();
    sender(context)(zlb, 0);
}

bool TunnelLink::on_time(Context& context, unsigned retries) {
    return channel_.on_time(context.now, *settings_, retries, sender(context));
}

ReliableChannel::Send TunnelLink::sender(Context& context) {
    return [this, &context](std::span<const std::uint8_t> datagram, unsigned retransmission) {
        context.tracer.packet(true, path_, datagram, retransmission);
        ++context.counters.datagrams_out;
        if (retransmission > 0) ++context.counters.retransmissions;
        Bytes bytes(datagram.begin(), datagram.end());
        context.effects.emplace_back(SendDatagram{path_, over_ ? TunnelId{} : id_, std::move(bytes), settings_->tos});
    };
}

/// Section 4.3 would allow to hide in SCCRQ and StopCCN too. But the peer finds the secret by what an SCCRQ says in
/// clear, and has to read a StopCCN that tells it that its secret is another one; neither says anything secret.
EncodeOptions TunnelLink::encode_options(Context& context, const Message& message) const {
    EncodeOptions options;
    const auto type = type_of(message);
    const bool may_hide = type != MessageType::kSccrq && type != MessageType::kStopCcn;
    options.hide = (settings_->hide_avps || came_hidden(message)) && may_hide && !settings_->secret.empty();
    options.secret = settings_->secret.view();
    options.vendor_avps = settings_->vendor_avps;
    if (options.hide) options.random = [&context](std::span<std::uint8_t> out) { context.host.random(out); };
    return options;
}

// Who and where ---------------------------------------------------------------------------------------------

void TunnelLink::learn_peer_id(PeerTunnelId id) {
    if (peer_id_ || !id) return;
    peer_id_ = id;
    channel_.set_tunnel(id);
}

}  // namespace l2tp
