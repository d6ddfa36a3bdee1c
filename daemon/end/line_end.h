// The end of a call that is a user's line at this machine: a pppd that others started (pppoe-server, getty, pty)
// answered the user, and its plugin captured LCP and authentication. RFC 2661 sections 5.2 and 7.4.1.
//
//   calls      the plugin's Call: who the user is, what was captured, duplicates of pppd's device and channel
//   prepare()  NeedsUser: its pppd is to let the user in; calls once more when it has. Local: the plugin serves the user itself,
//              connected at once. Else Forward and Detach; ready when the plugin has let its channel go
//   connect()  the channel is bridged: Bridged; the user's hang-up is the loss of the end
//   hang_up()  a user who was not let go yet is refused by PPP; a parked pppd is hung up by the end of the conversation
//
// The call lives as long as the plugin's conversation.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dataplane/kernel_workers.h"
#include "end/end.h"
#include "end/end_times.h"
#include "end/line_errors.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"
#include "pppd/plugin_link.h"

namespace vpdnd {

/// The parts that lines work with; all outlive every end.
struct LineParts {
    EventLoop& loop;
    DataPlane& dataplane;
    KernelWorkers& workers;
    const LineErrors& errors;
    PoolTable& pools;
    const EndTimes& times;
};

struct LineRecord {
    EndState state = EndState::kIdle;
    std::optional<PluginLinkRecord> link;  ///< its conversation, after the hello
    bool called = false;                   ///< the plugin's Call came
    bool asked_to_judge = false, asked_to_detach = false, detached = false, local = false;
    std::optional<l2tp::Wen> errors_before;
    std::vector<HeldAddress> addresses;
    Boxed<EndReason> reason;
};

class LineEnd : public End {
  public:
    LineEnd(const LineParts& parts, EndOwner& owner, CallFacts& facts)
        : End(owner, facts), parts_(parts), addresses_(parts.pools) {}
    LineEnd(const LineParts& parts, EndOwner& owner, CallFacts& facts, const LineRecord& record,
            const std::string& name, DescriptorStore& store);
    /// Takes the conversation over after its Hello. The link's handlers call on_message() and on_link_closed().
    void start(std::unique_ptr<PluginLink> link) { link_ = std::move(link); }

    void on_message(const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors);
    void on_link_closed(const std::string& error);

    void prepare(const Route& route) override;
    void connect(Handover from_other) override;
    Channel* channel() override { return &channel_; }
    void channel_failed(const DataPlaneError& error) override;
    void hang_up(HangUp how, const EndReason& why) override;
    void notice(const LinkNotice& notice) override;
    void resume() override;
    std::vector<HeldAddress> addresses() const override { return addresses_.list(); }

    LineRecord save(const std::string& name, DescriptorStore& store) const;

  private:
    void on_call(const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors);
    void on_judged(const ipc::PluginMessageReader& message);
    void on_detached();
    void note_address(const ipc::PluginMessageReader& message);
    void fail(const std::string& why);
    void let_line_go();
    void on_channel_event();
    bool watch_channel();
    void watch_errors();
    void look_for_errors();

    const LineParts& parts_;
    std::unique_ptr<PluginLink> link_;
    UniqueFd device_;  ///< duplicates of pppd's: the user's link lives as long as they are open
    Channel channel_;
    std::unique_ptr<EventLoop::Watch> watch_;
    UserAddresses addresses_;  ///< of a user who is served locally, as his pppd gave them
    bool called_ = false, asked_to_judge_ = false, asked_to_detach_ = false, detached_ = false, local_ = false;
    std::optional<l2tp::Wen> errors_before_;  ///< of the line, when the call began; empty: it counts none
    std::unique_ptr<EventLoop::Timer> errors_timer_;
};

}  // namespace vpdnd
