// The endpoint's tracer: debug areas "events", "packets" and "errors" of the log, and events for `monitor`.
#pragma once

#include <functional>

#include "ipc/control_value.h"
#include "l2tp/tracer.h"

namespace vpdnd {

class TraceLog : public l2tp::Tracer {
  public:
    using Publish = std::function<void(std::string_view event, ipc::Value::Object fields)>;
    /// `publish` is called only while `wanted` says that somebody listens.
    void publish_to(Publish publish, std::function<bool()> wanted);

    void tunnel_state(l2tp::TunnelId, l2tp::PeerTunnelId, l2tp::ShownTunnelState from, l2tp::ShownTunnelState to) override;
    void session_state(l2tp::SessionKey, l2tp::PeerSessionId, l2tp::SessionState from, l2tp::SessionState to) override;
    void tunnel_refused(l2tp::TunnelId, const l2tp::Path&, std::string_view peer_name, const l2tp::ResultCode&, bool by_peer) override;
    void packet(bool outbound, const l2tp::Path&, std::span<const std::uint8_t>, unsigned retransmission) override;
    void dropped(l2tp::DropReason, const l2tp::Path&, std::string_view detail) override;
    void protocol_error(l2tp::TunnelId, l2tp::SessionId, std::string_view text) override;
    void left_out(l2tp::TunnelId, std::string_view text) override;

  private:
    Publish publish_;
    std::function<bool()> wanted_ = [] { return false; };
};

}  // namespace vpdnd
