// A user's call that a pppd of this machine answered: the plugin captured LCP and authentication, and asks where it
// belongs. Local: the daemon only watches. Forwarded: session at an LNS, the user's channel bridged to it in the
// kernel, pppd parked. RFC 2661 sections 5.2 and 7.4.1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "call/call.h"
#include "config/config.h"
#include "dataplane/dataplane.h"
#include "os/event_loop.h"
#include "net/resolver.h"
#include "os/unique_fd.h"
#include "pppd/plugin_link.h"

namespace vpdnd {

class LacCall : public Call, public std::enable_shared_from_this<LacCall> {
  public:
    explicit LacCall(CallParts& parts) : parts_(parts) {}
    /// Takes the conversation over after its Hello.
    void start(std::unique_ptr<PluginLink> link) { link_ = std::move(link); }

    void on_message(const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors);
    void on_link_closed(const std::string& error);

    void prepare(const l2tp::PrepareSession& effect) override;
    void session_up(const l2tp::SessionUp& effect) override;
    void session_down(const l2tp::SessionDown& effect) override;
    void link_info(const l2tp::Sli& sli) override;
    void kernel_session_lost() override;
    /// The user's PPP is the LNS's.
    bool say_goodbye(std::function<void()>) override { return false; }
    void stop_ppp() override {}
    bool terminating() const override { return false; }

  private:
    /// kTrying: an LNS is being asked. kDetaching: it said yes; pppd is letting go of its channel.
    enum class State { kWaitCall, kLocal, kTrying, kDetaching, kBridged, kFailed, kOver };
    /// Whose fault is it that an LNS did not take the call? A guilty LNS is put aside for `busy-timeout`.
    enum class Blame { kLns, kNobody };

    void on_call(const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors);
    void read_call(const ipc::PluginMessageReader& message);
    void go_local();
    void try_next_lns();
    void try_addresses(const std::vector<l2tp::Address>& addresses);
    tl::expected<l2tp::TunnelId, std::string> tunnel_to(const l2tp::Address& address);
    bool request_session(l2tp::TunnelId tunnel);
    void next_lns(const std::string& why, Blame blame);
    void fail_here(const std::string& text);
    void reject(const std::string& why);
    void refuse(const std::string& why);
    void on_detached();
    void bridge_user();
    void user_gone();
    tl::expected<void, std::string> watch_channels();
    void on_channel_event(const Channel& channel);
    void watch_line_errors();
    void look_for_line_errors();
    void over();
    const LnsAddress& lns() const { return group_->initiate_to[order_[position_]]; }

    CallParts& parts_;
    std::unique_ptr<PluginLink> link_;
    State state_ = State::kWaitCall;
    UniqueFd device_;                          ///< a duplicate of pppd's: the call lives as long as it is open
    Channel user_channel_, session_channel_;   ///< the user's is pppd's, too
    UniqueFd session_socket_;
    std::unique_ptr<EventLoop::Watch> user_watch_, session_watch_;
    std::optional<l2tp::Wen> errors_before_;   ///< of the line, when the call began; empty: it counts none
    std::unique_ptr<EventLoop::Timer> errors_timer_;

    l2tp::Icrq request_;
    l2tp::Iccn connected_;
    std::shared_ptr<const GroupPolicy> policy_;  ///< the one in force when the call came; holds group_
    const Group* group_ = nullptr;
    std::vector<std::size_t> order_;             ///< of LNS addresses to try
    std::size_t position_ = 0;
    Resolver::Wait lookup_;                      ///< of the name of the LNS at position_
    std::string counted_at_;                     ///< LNS name whose session count holds us; empty: none
    bool gave_way_ = false;                      ///< our tunnel to the LNS at position_ lost a tie: the same LNS was asked again
    bool asked_to_detach_ = false;
    bool detached_ = false;                      ///< the user's channel is ours, pppd is parked
    bool own_failure_ = false;                   ///< why the session is about to end
    bool kernel_session_ = false;
    std::string last_failure_;
};

}  // namespace vpdnd
