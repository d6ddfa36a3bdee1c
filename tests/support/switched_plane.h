// Data plane "none" behind switches. For unit tests.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "dataplane/null_dataplane.h"
#include "l2tp/messages.h"

namespace test {

vpdnd::UniqueFd some_descriptor();

/// Where a thread waits as in a kernel that waits for RCU, until the test lets it go.
class KernelGate {
  public:
    void pass();
    void close() { set(false); }
    void open() { set(true); }
    /// Threads that wait now.
    std::size_t waiting() const;

  private:
    void set(bool open);
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    std::size_t waiting_ = 0;
};

/// Data plane "none" that can fail, and that gives sessions a descriptor if told to.
class SwitchedPlane : public vpdnd::DataPlane {
  public:
    explicit SwitchedPlane(bool workers = false) : with_workers(workers) {}
    const char* name() const override { return none_.name(); }
    bool may_wait() const override { return with_workers; }
    bool tunnel_id_free(l2tp::TunnelId id) override { return none_.tunnel_id_free(id); }
    vpdnd::DataPlaneResult<void> create_tunnel(const vpdnd::TunnelSpec& spec) override;
    void destroy_tunnel(l2tp::TunnelId id) override;
    vpdnd::DataPlaneResult<vpdnd::UniqueFd> create_session(const vpdnd::SessionSpec& spec) override;
    vpdnd::DataPlaneResult<void> require_sequencing(l2tp::SessionKey key) override;
    vpdnd::UniqueFd forget_session(l2tp::SessionKey key) override;
    vpdnd::DataPlaneResult<int> bind_channel(int session_fd) const override;
    vpdnd::DataPlaneResult<vpdnd::Channel> open_channel(l2tp::SessionKey key, int index) override;
    vpdnd::DataPlaneResult<std::size_t> bridge(vpdnd::Channel& user, vpdnd::Channel& session) override;
    bool hung_up(const vpdnd::Channel&) override { return user_hung_up; }
    bool set_accm(const vpdnd::Channel&, std::uint32_t send, std::uint32_t receive) override;
    vpdnd::DataPlaneResult<void> watch_losses(vpdnd::EventLoop&, vpdnd::LossHandlers handlers) override;
    std::optional<vpdnd::SessionStatistics> statistics(l2tp::SessionKey key) override {
        return counters ? counters : none_.statistics(key);
    }

    vpdnd::DataPlaneResult<vpdnd::DataPlaneRecord> save(vpdnd::DescriptorStore& store) const override { return none_.save(store); }
    vpdnd::DataPlaneResult<void> adopt(const vpdnd::DataPlaneRecord& record, vpdnd::DescriptorStore& store) override;

    int fails_with = 0;  ///< errno of sessions; 0: none fails
    int tunnel_fails_with = 0;
    std::atomic<int> bind_fails_with = 0;
    int channel_fails_with = 0, bridge_fails_with = 0;
    bool user_hung_up = false;
    bool with_descriptor = false;
    const bool with_workers;  ///< for calls that may wait
    std::shared_ptr<KernelGate> gate = std::make_shared<KernelGate>();
    std::optional<vpdnd::SessionStatistics> counters;  ///< of every session; none: those of data plane "none"
    std::size_t bridged = 0;                  ///< how often bridge() worked
    std::vector<l2tp::Sli> accms;             ///< what set_accm() was told
    std::size_t tunnels = 0, sessions = 0;
    vpdnd::SessionSpec last_session;  ///< as it was asked for
    vpdnd::LossHandlers losses;  ///< for the test to call
    bool can_sequence = true;
    std::vector<l2tp::SessionKey> sequenced;  ///< sessions that were told later to number their frames

  private:
    vpdnd::NullDataPlane none_;
};

}  // namespace test
