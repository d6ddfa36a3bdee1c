// The end of a call that is a pppd of ours: the call ends here. RFC 2661 section 5.2.
//
//   prepare()  an address of the pool; where it has none, and he may be a further link of a bundle: when IPCP needs one
//   connect()  where servers judge users, they are asked about what the LAC proxied, and a refused user costs no process;
//              a pppd is started in its turn and gets the session when its plugin is there;
//              connected when IP is up               with `pppd = "none"` there is no process: connected at once
//   hang_up()  graceful: the user is told by LCP. Line gone: the plugin is told, then SIGTERM, then SIGKILL
//
// Lost when PPP or the process has ended; gone when the process has: an address or interface is never given to two
// users.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

#include "config/config.h"
#include "dataplane/kernel_workers.h"
#include "end/end.h"
#include "end/end_times.h"
#include "net/user_routes.h"
#include "net/vrf_watch.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"
#include "pool/pool_table.h"
#include "pppd/plugin_link.h"
#include "pppd/pppd_supervisor.h"
#include "pppd/start_queue.h"
#include "radius/user_authenticator.h"
#include "tunnel/outside_ways.h"

namespace vpdnd {

/// What starts every pppd, from the configuration; a reload changes it.
struct PppdProgram {
    std::string pppd;    ///< path, or kNoPppd
    std::string plugin;  ///< "vpdn.so" or a path
    std::chrono::milliseconds max_start_delay{8000};  ///< no more calls while one waits longer for its start
};

/// The parts that pppds work with; all outlive every end.
struct PppdParts {
    EventLoop& loop;
    KernelWorkers& workers;
    PppdSupervisor& supervisor;
    StartQueue& starts;
    PoolTable& pools;
    UserAuthenticator& users;
    std::string session_prefix;  ///< of Acct-Session-Id: tells calls from those of the daemon's earlier lives
    VrfWatch& vrfs;
    OutsideWays& ways;
    const PppdProgram& program;
    const EndTimes& times;
};

/// What is waited for with a limit.
enum class PppdDeadline : std::uint8_t {
    kNone,
    kReport,  ///< the plugin's hello; of a program that may be none, any word
    kExit,    ///< the end of a pppd whose plugin has left
    kAddress, ///< the user's address, which another call holds
    kVerdict, ///< the servers' word, which the plugin waits for no longer
    kStep,    ///< the next harder way to end a pppd whose session is gone
};

/// The plugin's, which is not answered yet.
struct AddressQuestion {
    std::uint32_t address = 0;  ///< host order
    ipc::AddressOrigin origin{};
};

/// Servers are asked whether the user may come in.
struct OpenUserQuestion {
    UserCredentials credentials;
    bool proxied = false;  ///< by the LAC, and no process has been started; else the plugin waits for the verdict
    bool again = false;    ///< he is in, and has answered a later challenge: nothing but his welcome is judged
};

struct PppdRecord {
    EndState state = EndState::kIdle;
    AcceptDialin settings;  ///< of the group
    std::optional<ClientPpp> client;
    std::vector<HeldAddress> addresses;
    std::optional<AddressQuestion> question;
    Boxed<OpenUserQuestion> user_question;
    Boxed<std::string> accepted;
    Boxed<EndReason> refusal;
    Boxed<std::string> let_in;  ///< the user whom servers have let in, raw
    SessionIds ids;
    std::optional<ProcessRecord> process;
    std::optional<PluginLinkRecord> link;  ///< its conversation
    std::optional<SteadyTime> waits_to_start;  ///< since when
    std::uint16_t mtu = 0;                     ///< mtu_of_session()
    bool told_session = false, expects_plugin = false, ppp_ended = false, line_gone = false, graceful = false,
         stopping = false;
    std::optional<EndCause> no_address;
    std::chrono::seconds told_limit{};  ///< the plugin's for a verdict
    unsigned route_index = 0;  ///< of the interface that has the user's routes
    unsigned end_step = 0;
    PppdDeadline deadline = PppdDeadline::kNone;
    SteadyTime deadline_at{};
    Boxed<EndReason> reason;
};

class PppdEnd : public End {
  public:
    PppdEnd(const PppdParts& parts, EndOwner& owner, CallFacts& facts)
        : End(owner, facts), parts_(parts), addresses_(parts.pools) {}
    PppdEnd(const PppdParts& parts, EndOwner& owner, CallFacts& facts, const PppdRecord& record,
            const std::string& name, DescriptorStore& store);

    void prepare(const Route& route) override;
    void connect(Handover session) override;
    void hang_up(HangUp how, const EndReason& why) override;
    bool can_be_graceful() const override { return process_ && link_ && told_session_ && !line_gone_; }
    void stop() override;
    bool terminating() const override { return process_ != nullptr; }
    std::vector<HeldAddress> addresses() const override { return addresses_.list(); }
    void kill() override;
    void resume() override;

    PppdRecord save(const std::string& name, DescriptorStore& store) const;

  private:
    void start();
    void on_started();
    PppdSupervisor::Handlers process_handlers();
    PluginLink::Handlers link_handlers();
    void on_hello(const PluginHello& hello);
    void give_session();
    void lose_for_vrf();
    void watch_vrf();
    void leave_vrf(const std::string& why);
    void on_message(const ipc::PluginMessageReader& message);
    void on_report(const ipc::PluginMessageReader& message, bool was_up);
    void on_ended(const ipc::PluginMessageReader& message);
    void on_ip_up();
    void on_question(const ipc::PluginMessageReader& message);
    void answer_question(bool in_time);
    void lend_later();
    void share_address();
    void keep_what_ip_gave(const ipc::PluginMessageReader& message);
    bool servers_judge() const { return !settings_->radius.empty(); }
    bool may_be_in() const { return !servers_judge() || let_in_; }
    void begin_with_user();
    void enter_queue();
    void on_authenticate(const ipc::PluginMessageReader& message);
    void begin_login();
    void let_go() override;
    void name_cause(EndReason& why) const;
    void no_answer_in_time();
    void ask_servers();
    void user_is_judged(const UserVerdict& verdict);
    void refuse_proxied(const UserVerdict& verdict, const UserCredentials& user);
    void use_profile(const UserVerdict& verdict);
    void profile_is_told();
    std::chrono::seconds verdict_within() const;
    void set_routes();
    void lead_through_link();
    void drop_routes();
    void bring_routes(CallRoutes::Wanted wanted);
    void take_over_routes();
    void on_link_closed(const std::string& error);
    void on_process_ended(const ProcessEnd& process);
    void wait(PppdDeadline what, SteadyTime until);
    void stop_waiting();
    void on_deadline();
    void end_process();
    void next_step();

    const PppdParts& parts_;
    std::shared_ptr<const AcceptDialin> group_settings_;  ///< as they were when the call came
    std::unique_ptr<OutsideWays::Inside> inside_;         ///< client_: its interface, while IP is up
    std::optional<ClientPpp> client_;                     ///< of a call of this machine's own; else a user calls
    std::shared_ptr<const AcceptDialin> settings_;        ///< with what the user's profile says in place of them
    UserAddresses addresses_;
    std::optional<AddressQuestion> question_;
    PoolTable::Wait address_wait_;  ///< while question_
    Boxed<OpenUserQuestion> user_question_;
    std::shared_ptr<const void> servers_;  ///< that judge: they are there as long as this call
    std::unique_ptr<UserAuthenticator::Ticket> user_ticket_;  ///< while user_question_
    Boxed<std::string> accepted_;  ///< the proxied credentials are good: what the user is told, until the plugin knows
    Boxed<EndReason> refusal_;     ///< why the servers did not let him in
    Boxed<std::string> let_in_;    ///< where servers judge: the name that they have said yes to; without it nobody has an address
    KernelWorkers::Wait setting_routes_;
    std::shared_ptr<CallRoutes> routes_;  ///< shared with works under way
    std::uint64_t route_works_ = 0;       ///< so many
    std::chrono::seconds told_limit_{};   ///< how long the plugin waits for a verdict, whatever a reload has changed; 0: not told
    unsigned route_index_ = 0;            ///< of the interface that has the user's routes; 0: none has
    SessionIds ids_;
    UniqueFd session_socket_;  ///< until the plugin has it
    std::uint16_t mtu_ = 0;    ///< mtu_of_session()
    std::unique_ptr<PluginLink> link_;
    std::unique_ptr<PppdProcess> process_;
    VrfWatch::Watching vrf_watch_;  ///< while it has an interface in a VRF
    std::unique_ptr<StartQueue::Place> place_;  ///< from connect() until the plugin greets or the process ends
    std::unique_ptr<EventLoop::Timer> timer_;
    Boxed<std::string> last_output_;
    SteadyTime deadline_at_{};
    PppdDeadline deadline_ = PppdDeadline::kNone;
    unsigned end_step_ = 0;
    bool told_session_ = false;    ///< Connect was sent
    bool expects_plugin_ = false;  ///< false with the data plane "none", where any program stands in for pppd
    bool ppp_ended_ = false;       ///< the plugin said so: the link is closed, scripts may still run
    bool line_gone_ = false;       ///< hang_up(kLineGone)
    bool graceful_ = false;        ///< hang_up(kGraceful)
    std::optional<EndCause> no_address_;  ///< why the user does not get the address that he has to get; the plugin was told
    bool stopping_ = false;
    bool not_taken_over_ = false;  ///< its process could not be adopted
};

}  // namespace vpdnd
