// The endpoint's tracer: debug areas "events", "packets" and "errors" of the log. What becomes of tunnels and sessions
// it hands on to the observers.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "l2tp/tracer.h"
#include "tunnel/tunnel_observer.h"

namespace vpdnd {

/// Drops and protocol errors, which a peer causes as often as he likes, are limited in rate (log/limited.h).
class TraceLog : public l2tp::Tracer {
  public:
    /// `observers` outlives it.
    explicit TraceLog(const TunnelObservers& observers) : observers_(observers) {}

    void tunnel_state(l2tp::TunnelId, l2tp::PeerTunnelId, l2tp::ShownTunnelState from,
                      l2tp::ShownTunnelState to) override;
    void session_state(l2tp::SessionKey, l2tp::PeerSessionId, l2tp::SessionState from, l2tp::SessionState to) override;
    void tunnel_refused(const l2tp::RefusedTunnel& tunnel) override;
    void call_refused(l2tp::TunnelId, const l2tp::Path&, std::string_view peer_name, const l2tp::ResultCode&) override;
    void packet(bool outbound, const l2tp::Path&, std::span<const std::uint8_t>, unsigned retransmission) override;
    void dropped(l2tp::DropReason, const l2tp::Path&, std::string_view detail) override;
    void protocol_error(l2tp::TunnelId, l2tp::SessionId, std::string_view text) override;
    void peer_asks_again(l2tp::TunnelId, const l2tp::Path&) override;
    void tolerated(const l2tp::Path&, std::string_view what) override;
    void left_out(l2tp::TunnelId, std::string_view text) override;

  private:
    /// So many are remembered; then all are told anew.
    static constexpr std::size_t kMostTolerated = 4096;

    const TunnelObservers& observers_;
    std::set<std::string> tolerated_;  ///< peer and what was logged of it
};

}  // namespace vpdnd
