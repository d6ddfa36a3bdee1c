// Who is at the other end of each established tunnel, for whoever tells of its sessions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "l2tp/peer_address.h"
#include "tunnel/tunnel_observer.h"

namespace vpdnd {

/// To be told first of all observers of tunnels. The sessions of a tunnel end before it does.
class TunnelPeers : public TunnelObserver {
  public:
    void tunnel_up(const l2tp::TunnelUp& tunnel) override;
    void tunnel_ended(const l2tp::TunnelDown& tunnel) override;

    /// The peer's Host Name, raw; empty: there is no such tunnel.
    std::string_view name(l2tp::TunnelId tunnel) const;
    /// The peer's IP address as text; empty: there is no such tunnel.
    std::string address(l2tp::TunnelId tunnel) const;

  private:
    /// Host Names, each once, with the number of its tunnels: one peer may have thousands.
    using Names = std::unordered_map<std::string, std::size_t>;
    struct Peer {
        Names::pointer name;
        l2tp::IpAddress address;
    };

    Names names_;
    std::unordered_map<l2tp::TunnelId, Peer> peers_;
};

}  // namespace vpdnd
