// Another data plane, and what is asked of it in the log: debug area "dataplane".
#pragma once

#include <memory>

#include "dataplane/dataplane.h"

namespace vpdnd {

class LoggedDataPlane final : public DataPlane {
  public:
    explicit LoggedDataPlane(std::unique_ptr<DataPlane> plane) : plane_(std::move(plane)) {}
    const char* name() const override { return plane_->name(); }
    bool may_wait() const override { return plane_->may_wait(); }
    bool needs_tunnel_socket() const override { return plane_->needs_tunnel_socket(); }
    bool tunnel_id_free(l2tp::TunnelId id) override;
    DataPlaneResult<void> create_tunnel(const TunnelSpec& spec) override;
    void destroy_tunnel(l2tp::TunnelId id) override;
    DataPlaneResult<UniqueFd> create_session(const SessionSpec& spec) override;
    DataPlaneResult<void> require_sequencing(l2tp::SessionKey key) override;
    UniqueFd forget_session(l2tp::SessionKey key) override;
    DataPlaneResult<Channel> open_channel(l2tp::SessionKey key, int index) override;
    DataPlaneResult<int> bind_channel(int session_fd) const override { return plane_->bind_channel(session_fd); }
    DataPlaneResult<std::size_t> bridge(Channel& user, Channel& session) override;
    bool hung_up(const Channel& channel) override { return plane_->hung_up(channel); }
    bool set_accm(const Channel& channel, std::uint32_t send, std::uint32_t receive) override;
    DataPlaneResult<void> watch_losses(EventLoop& loop, LossHandlers handlers) override;
    std::optional<SessionStatistics> statistics(l2tp::SessionKey key) override { return plane_->statistics(key); }
    std::unique_ptr<StatisticsReading> read_all_statistics() override { return plane_->read_all_statistics(); }
    DataPlaneResult<DataPlaneRecord> save(DescriptorStore& store) const override { return plane_->save(store); }
    DataPlaneResult<void> adopt(const DataPlaneRecord& record, DescriptorStore& store) override;

  private:
    std::unique_ptr<DataPlane> plane_;
};

}  // namespace vpdnd
