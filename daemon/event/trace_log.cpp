#include "event/trace_log.h"

#include "l2tp/message_printer.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

/// "Tnl/Cl 17688/7": both ids, as operators know it from routers.
std::string pair_of(std::string_view what, std::uint16_t local, std::uint16_t peer) {
    return std::string(what) + " " + std::to_string(local) + " (peer " + std::to_string(peer) + ")";
}

template <class State>
std::string from_to(State from, State to) {
    return "state change from " + std::string(name_of(from)) + " to " + std::string(name_of(to));
}

}  // namespace

void TraceLog::tunnel_state(l2tp::TunnelId id, l2tp::PeerTunnelId peer, l2tp::ShownTunnelState from,
                            l2tp::ShownTunnelState to) {
    if (from == to) return;
    if (log::enabled(log::Area::kEvents))
        log::debug(log::Area::kEvents, pair_of("Tnl", id.value, peer.value) + " " + from_to(from, to));
    observers_.tell([&](TunnelObserver& one) { one.tunnel_changed(id, peer, from, to); });
}

void TraceLog::session_state(l2tp::SessionKey key, l2tp::PeerSessionId peer, l2tp::SessionState from,
                             l2tp::SessionState to) {
    if (from == to) return;
    if (log::enabled(log::Area::kEvents))
        log::debug(log::Area::kEvents, "Tnl/Cl " + std::to_string(key.tunnel.value) + "/" +
                                           std::to_string(key.session.value) + " (peer " + std::to_string(peer.value) +
                                           ") " + from_to(from, to));
    observers_.tell([&](TunnelObserver& one) { one.session_changed(key, peer, from, to); });
}

void TraceLog::tunnel_refused(const l2tp::RefusedTunnel& tunnel) {
    observers_.tell([&](TunnelObserver& one) { one.tunnel_refused(tunnel); });
}

void TraceLog::call_refused(l2tp::TunnelId id, const l2tp::Path& path, std::string_view peer_name,
                            const l2tp::ResultCode& why) {
    observers_.tell([&](TunnelObserver& one) { one.call_refused(id, path, peer_name, why); });
}

void TraceLog::packet(bool outbound, const l2tp::Path& path, std::span<const std::uint8_t> bytes,
                      unsigned retransmission) {
    if (!log::enabled(log::Area::kPackets)) return;
    const auto printed = l2tp::print_message(bytes);
    const auto again = retransmission ? " (retransmission " + std::to_string(retransmission) + ")" : std::string();
    log::debug(log::Area::kPackets, std::string(outbound ? "O " : "I ") + printed.header + again,
               {{"local", l2tp::to_string(path.local)}, {"remote", l2tp::to_string(path.remote)}});
    for (const auto& line : printed.avps) log::debug(log::Area::kPackets, "  " + line);
    log::debug(log::Area::kPackets, "  " + printed.hex);
}

void TraceLog::dropped(l2tp::DropReason reason, const l2tp::Path& path, std::string_view detail) {
    if (!log::enabled(log::Area::kErrors)) return;
    log::debug_limited(log::Area::kErrors, "dropped: " + std::string(l2tp::name_of(reason)),
                       {{"remote", l2tp::to_string(path.remote)}, {"detail", log::escape(detail)}});
}

void TraceLog::protocol_error(l2tp::TunnelId tunnel, l2tp::SessionId session, std::string_view text) {
    log::write_limited(log::Level::kWarning, "protocol error by the peer",
                       {{"tunnel", std::to_string(tunnel.value)},
                        {"session", std::to_string(session.value)},
                        {"error", log::escape(text)}});
}

void TraceLog::peer_asks_again(l2tp::TunnelId tunnel, const l2tp::Path& path) {
    log::write_limited(log::Level::kNotice, "the peer of an established tunnel asks for another one: is it still there, or did it restart?",
                       {{"tunnel", std::to_string(tunnel.value)}, {"address", l2tp::to_string(path.remote)}});
}

/// Once a peer and kind: a peer that is so is so in each call.
void TraceLog::tolerated(const l2tp::Path& path, std::string_view what) {
    const auto peer = l2tp::to_string(path.remote.ip);
    if (tolerated_.size() >= kMostTolerated) tolerated_.clear();
    if (!tolerated_.insert(peer + " " + std::string(what)).second) return;
    log::write_limited(log::Level::kNotice, "the peer does not keep to RFC 2661, and is served all the same; told once",
                       {{"peer", peer}, {"what", log::escape(what)}});
}

void TraceLog::left_out(l2tp::TunnelId tunnel, std::string_view text) {
    log::write_limited(log::Level::kWarning, "AVPs of a call are not sent to the LNS",
               {{"tunnel", std::to_string(tunnel.value)}, {"left_out", log::escape(text)}});
}

}  // namespace vpdnd
