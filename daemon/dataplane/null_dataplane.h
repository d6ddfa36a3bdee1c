// Control plane only: no kernel tunnel, no session socket. For tests of the signalling and for benchmarks.
#pragma once

#include <map>
#include <memory>

#include "dataplane/dataplane.h"

namespace vpdnd {

class NullDataPlane final : public DataPlane {
  public:
    const char* name() const override { return "none"; }
    bool tunnel_id_free(l2tp::TunnelId id) override;
    DataPlaneResult<void> create_tunnel(const TunnelSpec& spec) override;
    void destroy_tunnel(l2tp::TunnelId id) override;
    DataPlaneResult<UniqueFd> create_session(const SessionSpec& spec) override;
    void destroy_session(l2tp::SessionKey key) override;
    bool session_alive(l2tp::SessionKey key) override;
    std::optional<SessionStatistics> statistics(l2tp::SessionKey key) override;

  private:
    std::map<l2tp::TunnelId, l2tp::PeerTunnelId> tunnels_;
    std::map<l2tp::SessionKey, SessionStatistics> sessions_;
};

}  // namespace vpdnd
