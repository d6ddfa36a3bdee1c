// Control plane only: no kernel tunnel, no session socket. For tests of the signalling and for benchmarks.
#pragma once

#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "dataplane/dataplane.h"

namespace vpdnd {

class NullDataPlane final : public DataPlane {
  public:
    const char* name() const override { return "none"; }
    bool may_wait() const override { return false; }
    bool needs_tunnel_socket() const override { return false; }
    bool tunnel_id_free(l2tp::TunnelId id) override;
    DataPlaneResult<void> create_tunnel(const TunnelSpec& spec) override;
    void destroy_tunnel(l2tp::TunnelId id) override;
    DataPlaneResult<UniqueFd> create_session(const SessionSpec& spec) override;
    DataPlaneResult<void> require_sequencing(l2tp::SessionKey key) override;
    UniqueFd forget_session(l2tp::SessionKey key) override;
    /// Only a number of this data plane's own; the error as a kernel's: no such session.
    DataPlaneResult<Channel> open_channel(l2tp::SessionKey key, int index) override;
    DataPlaneResult<int> bind_channel(int) const override { return -1; }
    DataPlaneResult<std::size_t> bridge(Channel& user, Channel& session) override;
    bool hung_up(const Channel&) override { return false; }
    bool set_accm(const Channel&, std::uint32_t, std::uint32_t) override { return false; }
    std::optional<SessionStatistics> statistics(l2tp::SessionKey key) override;
    DataPlaneResult<DataPlaneRecord> save(DescriptorStore& store) const override;
    DataPlaneResult<void> adopt(const DataPlaneRecord& record, DescriptorStore& store) override;

  private:
    using Sessions = std::unordered_set<l2tp::SessionId>;
    bool has(l2tp::SessionKey key) const;
    void forget_channel(l2tp::SessionKey key);

    std::unordered_map<l2tp::TunnelId, std::unique_ptr<Sessions>> tunnels_;  ///< null until the first session
    std::unordered_map<l2tp::SessionKey, int> channels_;  ///< those that were opened
    std::unordered_map<int, int> partners_;  ///< of channels that are bridged; -1: of a line, which has no number
    int last_channel_ = 0;
};

}  // namespace vpdnd
