// A call that ends here: session first (so that the kernel keeps early frames), pppd when the call is connected.
// RFC 2661 sections 5.2 and 7.4.2.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call/call.h"
#include "call/end_reason.h"
#include "config/config.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"
#include "pool/address_pool.h"
#include "pppd/plugin_link.h"
#include "pppd/supervisor.h"

namespace vpdnd {

class LnsCall : public Call {
  public:
    LnsCall(CallParts& parts, l2tp::SessionKey key);
    ~LnsCall() override;

    void prepare(const l2tp::PrepareSession& effect) override;
    void session_up(const l2tp::SessionUp& effect) override;
    void session_down(const l2tp::SessionDown& effect) override;
    void bundle_gone() override;
    void kernel_session_lost() override;
    bool say_goodbye(std::function<void()> over) override;
    void stop_ppp() override;
    void kill_ppp() override;
    bool terminating() const override { return process_ != nullptr; }

  private:
    void refuse(l2tp::ResultCode result);
    bool start_pppd();
    void on_hello(const PluginHello& hello);
    void send_connect();
    void on_message(const ipc::PluginMessageReader& message);
    void on_lcp_up(const ipc::PluginMessageReader& message);
    void on_ip_up(const ipc::PluginMessageReader& message);
    void on_ended(const ipc::PluginMessageReader& message);
    void on_link_closed(const std::string& error);
    void wait_for_end();
    void on_process_ended(const ProcessEnd& process);
    void close_session(const PppdEnd& why);
    void end_process();
    void hang_up(ipc::HangUpHow how);
    void escalate();

    CallParts& parts_;
    std::shared_ptr<const AcceptDialin> settings_;  ///< as they were when the call came
    std::string calling_number_;
    l2tp::PeerTunnelId peer_tunnel_;
    l2tp::PeerSessionId peer_session_;
    std::unique_ptr<l2tp::Iccn> connected_;  ///< proxy data, until the plugin has it
    std::optional<AddressPool::Lease> lease_;
    UniqueFd session_fd_;                  ///< until the plugin has it
    bool kernel_session_ = false;
    bool sequencing_ = false;              ///< of the kernel session
    bool expects_plugin_ = false;          ///< false with the data plane "none", where any program stands in for pppd
    bool stopping_ = false;
    bool saying_goodbye_ = false;          ///< by the administrator's wish
    bool pppd_ends_ = false;               ///< the plugin said so: the link is closed, scripts may still run
    std::function<void()> goodbye_over_;
    std::unique_ptr<PluginLink> link_;
    std::unique_ptr<PppdProcess> process_;
    std::unique_ptr<EventLoop::Timer> timer_;  ///< first: the plugin's report; then: a goodbye; at last: the process's end
    std::unique_ptr<PppdEnd> end_;
    std::string last_output_;
    int end_step_ = 0;
};

}  // namespace vpdnd
