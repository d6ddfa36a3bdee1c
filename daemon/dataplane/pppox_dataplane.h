// Kernel tunnels and sessions by AF_PPPOX sockets alone, for kernels without l2tp_netlink. A tunnel is made by a
// socket with session 0; it ends when its UDP socket is closed.
#pragma once

#include <map>
#include <memory>

#include "dataplane/kernel_dataplane.h"

namespace vpdnd {

class PppoxDataPlane final : public KernelDataPlane {
  public:
    /// Error: what this kernel lacks.
    static DataPlaneResult<std::unique_ptr<DataPlane>> make();

    const char* name() const override { return "pppox"; }
    bool tunnel_id_free(l2tp::TunnelId id) override;
    DataPlaneResult<void> create_tunnel(const TunnelSpec& spec) override;
    /// The kernel keeps the tunnel until its UDP socket is closed, which must follow.
    void destroy_tunnel(l2tp::TunnelId id) override;
    DataPlaneResult<UniqueFd> create_session(const SessionSpec& spec) override;
    DataPlaneResult<void> require_sequencing(l2tp::SessionKey key) override;
    UniqueFd forget_session(l2tp::SessionKey key) override;
    std::optional<SessionStatistics> statistics(l2tp::SessionKey key) override;
    DataPlaneResult<DataPlaneRecord> save(DescriptorStore& store) const override;
    DataPlaneResult<void> adopt(const DataPlaneRecord& record, DescriptorStore& store) override;

  private:
    struct Session {
        UniqueFd socket;  ///< a duplicate, to ask for counters and set options
        bool lns_mode = true;
    };
    PppoxDataPlane() = default;

    std::map<l2tp::TunnelId, UniqueFd> tunnels_;
    std::map<l2tp::SessionKey, Session> sessions_;
};

}  // namespace vpdnd
