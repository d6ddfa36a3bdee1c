// Kernel tunnels and sessions by generic netlink; each session's PPP channel on a PPPoX socket.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "dataplane/kernel_dataplane.h"
#include "dataplane/l2tp_losses.h"
#include "dataplane/l2tp_netlink.h"

namespace vpdnd {

class NetlinkDataPlane final : public KernelDataPlane {
  public:
    /// Error: what this kernel lacks.
    static DataPlaneResult<std::unique_ptr<DataPlane>> make();
    ~NetlinkDataPlane() override;

    const char* name() const override { return "netlink"; }
    bool tunnel_id_free(l2tp::TunnelId id) override;
    DataPlaneResult<void> create_tunnel(const TunnelSpec& spec) override;
    void destroy_tunnel(l2tp::TunnelId id) override;
    DataPlaneResult<UniqueFd> create_session(const SessionSpec& spec) override;
    DataPlaneResult<void> require_sequencing(l2tp::SessionKey key) override;
    UniqueFd forget_session(l2tp::SessionKey key) override;
    DataPlaneResult<void> watch_losses(EventLoop& loop, LossHandlers handlers) override;
    std::optional<SessionStatistics> statistics(l2tp::SessionKey key) override;
    std::unique_ptr<StatisticsReading> read_all_statistics() override;
    DataPlaneResult<DataPlaneRecord> save(DescriptorStore& store) const override;
    DataPlaneResult<void> adopt(const DataPlaneRecord& record, DescriptorStore& store) override;

  private:
    class Reading;
    NetlinkDataPlane() = default;
    int create_kernel_session(const SessionSpec& spec);
    /// Whatever is ours may be gone: asks the kernel for each.
    void suspect_all();
    int for_session(std::uint8_t command, l2tp::SessionKey key, const L2tpNetlink::Read& read = {});

    L2tpNetlink netlink_;
    std::set<l2tp::TunnelId> tunnels_;
    std::unique_ptr<L2tpLosses> losses_;
    std::map<l2tp::SessionKey, bool> lns_mode_;  ///< which direction is the user's
    bool adopted_ = false;  ///< and so may hold what was lost before losses were watched
};

}  // namespace vpdnd
