#include "l2tp/tunnel_info.h"

#include "l2tp/tunnel.h"

namespace l2tp {

TunnelInfo describe(const Tunnel& tunnel) {
    const auto& channel = tunnel.link().channel();
    TunnelInfo info;
    info.id = tunnel.id();
    info.peer_id = tunnel.peer_id();
    info.peer_name = tunnel.peer().name;
    info.state = tunnel.shown_state();
    info.path = tunnel.path();
    info.sessions = tunnel.sessions().size();
    info.group = tunnel.link().settings().group;
    info.initiated_here = tunnel.initiated_here();
    info.role = tunnel.role();
    info.since = tunnel.since();
    info.peer_vendor = tunnel.peer().vendor;
    info.peer_firmware = tunnel.peer().firmware;
    info.ns = channel.zlb_ns();
    info.nr = channel.nr();
    info.peer_window = channel.window().peer_window();
    info.congestion_window = channel.window().size();
    info.queued = channel.queued();
    info.unacknowledged = channel.unacknowledged();
    info.unanswered = channel.attempts();
    info.retransmissions = channel.retransmissions();
    return info;
}

}  // namespace l2tp
