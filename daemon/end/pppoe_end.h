// The end of a call that is a user's PPPoE session of an access concentrator of ours. RFC 2516; RFC 2661 sections 5.2, 7.4.1.
//
//   prepare()  Forward: no PPP is spoken here; ready at once, and what the user says first waits in the channel. NeedsUser: a pppd of
//              ours, forked from one that waits, gets the session's socket, negotiates LCP and takes the user's answer
//   calls      its plugin's Call: who the user is, what was captured
//   prepare()  NeedsUser again: that pppd is to let him in; calls once more when it has. Local: that pppd serves the user. Else Forward
//              and Detach: it lets the channel go and ends; ready then
//   connect()  the channel is bridged: no process any more. The user's end is the end of the channel, or his PADT
//   hang_up()  a user who was not let go yet is refused by PPP, or told by LCP; in any case by PADT when his pppd has gone
//
// Gone when the process is, and the concentrators have the session back: its id may be given again when the last descriptor of its
// socket is closed, which pppd has, too.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dataplane/kernel_workers.h"
#include "end/end.h"
#include "end/end_times.h"
#include "end/pppd_end.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"
#include "pppd/plugin_link.h"
#include "pppd/pppd_supervisor.h"
#include "pppd/start_queue.h"
#include "pppoe/access_concentrators.h"

namespace vpdnd {

/// The parts that PPPoE sessions work with; all outlive every end.
struct PppoeParts {
    const PppdParts& pppds;
    DataPlane& dataplane;
    pppoe::AccessConcentrators& concentrators;
};

enum class PppoeDeadline : std::uint8_t {
    kNone,
    kReport,    ///< the plugin's hello
    kDetached,  ///< its word that it has let the channel go
    kStep,      ///< the next harder way to end the process
};

struct PppoeRecord {
    EndState state = EndState::kIdle;
    pppoe::SessionKey key;
    std::string interface, options_file;
    PppdStart pppd_start = PppdStart::kWaiting;
    std::uint16_t max_payload = 0;
    int channel = -1;  ///< the kernel's number of it
    std::optional<ProcessRecord> process;
    std::optional<PluginLinkRecord> link;
    std::optional<SteadyTime> waits_to_start;  ///< since when
    bool called = false, asked_to_judge = false, asked_to_detach = false, detached = false, local = false, ppp_ended = false,
         session_over = false, stopping = false;
    unsigned end_step = 0;
    PppoeDeadline deadline = PppoeDeadline::kNone;
    SteadyTime deadline_at{};
    std::vector<HeldAddress> addresses;
    Boxed<EndReason> reason;
};

class PppoeEnd : public End, private pppoe::SessionHolder {
  public:
    PppoeEnd(const PppoeParts& parts, EndOwner& owner, CallFacts& facts, pppoe::NewSession session);
    PppoeEnd(const PppoeParts& parts, EndOwner& owner, CallFacts& facts, const PppoeRecord& record, const std::string& name,
             DescriptorStore& store);
    pppoe::SessionKey session() const { return key_; }
    bool user_has_answered() const { return called_; }

    void prepare(const Route& route) override;
    void connect(Handover from_other) override;
    Channel* channel() override { return &channel_; }
    void channel_failed(const DataPlaneError& error) override;
    void hang_up(HangUp how, const EndReason& why) override;
    void stop() override;
    bool terminating() const override { return process_ != nullptr; }
    std::vector<HeldAddress> addresses() const override { return addresses_.list(); }
    void kill() override;
    void resume() override;

    PppoeRecord save(const std::string& name, DescriptorStore& store) const;

  private:
    void session_over(pppoe::SessionEnd how) override;
    void start();
    bool is_untouched() const { return state_ == EndState::kIdle && !called_; }
    void start_pppd();
    void give_line();
    PppdSupervisor::Handlers process_handlers();
    PluginLink::Handlers link_handlers();
    void on_hello(const PluginHello& hello);
    void on_message(const ipc::PluginMessageReader& message);
    void on_call(const ipc::PluginMessageReader& message);
    void on_report(const ipc::PluginMessageReader& message);
    void judge();
    void on_judged(const ipc::PluginMessageReader& message);
    void on_detached();
    void on_link_closed(const std::string& error);
    void on_process_ended(const ProcessEnd& process);
    void on_unknown_process_ended();
    void fail(std::string why);
    bool watch_channel();
    bool user_is_gone() const;
    void end_process();
    void release();
    void wait(PppoeDeadline what, std::chrono::milliseconds time);
    void arm(PppoeDeadline what, SteadyTime until);
    void stop_waiting();
    void on_deadline();

    const PppoeParts& parts_;
    pppoe::SessionKey key_;
    std::string interface_, options_file_;
    PppdStart pppd_start_ = PppdStart::kWaiting;
    std::uint16_t max_payload_ = 0;
    UniqueFd socket_;
    Channel channel_;
    std::unique_ptr<PluginLink> link_;
    std::unique_ptr<PppdProcess> process_;
    std::unique_ptr<StartQueue::Place> place_;  ///< from NeedsUser until the plugin greets or the process ends
    std::unique_ptr<EventLoop::Watch> watch_;
    std::unique_ptr<EventLoop::Timer> timer_;
    UserAddresses addresses_;  ///< of a user who is served locally, as his pppd gave them
    PppoeDeadline deadline_ = PppoeDeadline::kNone;
    SteadyTime deadline_at_{};
    unsigned end_step_ = 0;
    bool called_ = false, asked_to_judge_ = false, asked_to_detach_ = false, detached_ = false, local_ = false;
    bool ppp_ended_ = false;       ///< the plugin said so: scripts may still run
    bool session_over_ = false;  ///< nothing can be sent to the user any more
    bool stopping_ = false;
    bool not_taken_over_ = false;  ///< its process could not be adopted: only the conversation tells when it ends
};

}  // namespace vpdnd
