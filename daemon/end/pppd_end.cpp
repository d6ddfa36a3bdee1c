#include "end/pppd_end.h"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <set>
#include <system_error>
#include <utility>

#include "end/ppp_reports.h"
#include "end/ppp_term_reports.h"
#include "end/session_tag.h"
#include "log/limited.h"
#include "pppd/command_line.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using Tag = ipc::PluginTag;

constexpr std::uint16_t kIpv6Minimum = 1280;  // RFC 8200 section 5

/// Once a group. Linux has no IPv6 on an interface whose MTU is smaller.
void tell_of_narrow_path(const std::string& group, std::uint16_t mtu) {
    static std::set<std::string> told;  // names of the configuration
    if (!told.insert(group).second) return;
    log::write(log::Level::kWarning, "a path is too narrow for IPv6: users get none in sessions whose MTU is below 1280",
               {{"group", group}, {"mtu", std::to_string(mtu)}});
}

}  // namespace

void PppdEnd::prepare(const Route& route) {
    const auto& terminate = std::get<Terminate>(route);
    group_settings_ = settings_ = terminate.settings;
    if (terminate.own) client_ = terminate.own->ppp;
    if (servers_judge()) servers_ = parts_.users.hold(settings_->radius);
    // Another LNS may have time for it. Those that wait already are served: their users have been told yes.
    if (parts_.starts.age(Clock::now()) > parts_.program.max_start_delay) return lose({.cause = EndCause::kTooManyAtOnce});
    addresses_.be_in_vrf(settings_->vrf);
    if (!settings_->vrf.empty() && !find_vrf(settings_->vrf)) return lose_for_vrf();
    const auto& pool = settings_->pool;
    const bool may_join = settings_->multilink && addresses_.may_be_shared(pool);
    const bool lends_now = !pool.empty() && !servers_judge();  // they may have an address for him, or another pool
    if (lends_now && !addresses_.lend(pool) && !may_join) return lose({.cause = EndCause::kNoAddress});
    become(EndState::kReady, EndReport::kReady);
}

void PppdEnd::connect(Handover session) {
    state_ = EndState::kConnecting;
    ids_ = session.ids;
    session_socket_ = std::move(session.session_socket);
    mtu_ = mtu_of_session(*settings_, session.mtu);
    if (mtu_ != 0 && mtu_ < kIpv6Minimum) tell_of_narrow_path(facts_.bringer ? facts_.bringer->group : "", mtu_);
    // A daemon that stops answers no more users: this one's LAC may have another LNS.
    if (stopping_) return lose({.cause = EndCause::kStopping});
    if (servers_judge()) return begin_with_user();
    enter_queue();
}

void PppdEnd::enter_queue() {
    if (parts_.program.pppd == kNoPppd) {
        facts_.proxied.reset();
        return become(EndState::kConnected, EndReport::kConnected);
    }
    expects_plugin_ = static_cast<bool>(session_socket_);
    place_ = parts_.starts.enter([this] { start(); }, Clock::now());
    if (place_->has_turn()) start();
}

void PppdEnd::start() {
    const auto fail = [&](std::string text) {
        log::write_limited(log::Level::kError, "pppd did not start", {{"session", session_tag(ids_.key)}, {"error", text}});
        place_.reset();
        lose({.cause = EndCause::kPppdFailed, .text = std::move(text)});
    };
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
        return fail("socketpair: " + std::system_category().message(errno));
    UniqueFd mine(ends[0]), theirs(ends[1]);
    const PppdCommand command{.program = parts_.program.pppd,
                              .plugin = parts_.program.plugin,
                              .options_file = settings_->ppp_options,
                              .debug = log::enabled(log::Area::kPpp),
                              .role = client_ ? PppdRole::kCaller : PppdRole::kSession,
                              .daemon_judges_users = servers_judge(),
                              .asks_dns = client_ && client_->ask_dns};
    // What stands in for pppd, where there is no kernel session, does not wait for calls.
    auto started = expects_plugin_ && settings_->pppd_start == PppdStart::kWaiting
                       ? parts_.supervisor.start_call(command, std::move(theirs), process_handlers())
                       : parts_.supervisor.start(command_line(command), std::move(theirs), process_handlers());
    if (!started) return fail(started.error());
    process_ = std::move(*started);
    link_ = std::make_unique<PluginLink>(parts_.loop, std::move(mine), link_handlers());
}

/// The plugin's time begins here: until now its pppd had no chance.
void PppdEnd::on_started() {
    if (over() || deadline_ != PppdDeadline::kNone || !place_) return;
    wait(PppdDeadline::kReport, Clock::now() + (expects_plugin_ ? parts_.times.plugin_report : parts_.times.stand_in));
}

PppdSupervisor::Handlers PppdEnd::process_handlers() {
    return {.started = [this] { on_started(); },
            .ended = [this](const ProcessEnd& process) { on_process_ended(process); },
            .output =
                [this](const std::string& line) {
                    last_output_ = std::string(line);
                    log::debug(log::Area::kPpp, line, {{"session", session_tag(ids_.key)}});
                }};
}

PluginLink::Handlers PppdEnd::link_handlers() {
    return {.hello = [this](const PluginHello& hello) { on_hello(hello); },
            .message = [this](const ipc::PluginMessageReader& message, std::vector<UniqueFd>&) { on_message(message); },
            .closed = [this](const std::string& error) { on_link_closed(error); }};
}

// What the plugin says --------------------------------------------------------------------------------------

void PppdEnd::on_hello(const PluginHello& hello) {
    place_.reset();
    if (deadline_ == PppdDeadline::kReport) stop_waiting();
    if (hello.mode != (client_ ? ipc::PluginMode::kCaller : ipc::PluginMode::kLns))
        return on_link_closed("the spawned pppd runs vpdn.so in another mode");
    if (!over()) give_session();
}

void PppdEnd::give_session() {
    const auto lent = addresses_.lent();
    const auto vrf = settings_->vrf.empty() ? std::nullopt : find_vrf(settings_->vrf);
    if (!settings_->vrf.empty() && !vrf) return lose_for_vrf();
    told_limit_ = verdict_within();
    const ConnectWords words{.ids = ids_,
                             .settings = *settings_,
                             .peer_address = lent,
                             .address_later = !lent && !settings_->pool.empty(),
                             .verdict_within = told_limit_,
                             .accepted = accepted_ ? &*accepted_ : nullptr,
                             .mtu = mtu_,
                             .vrf = vrf};
    send_connect(*link_, words, facts_, session_socket_.get());
    keep_as_proxied(facts_);
    facts_.proxied.reset();  // holds a password in the clear for PAP: gone as soon as it can be
    if (!servers_judge()) facts_.bringer.reset();
    profile_is_told();
    session_socket_.reset();
    told_session_ = true;
}

void PppdEnd::on_link_closed(const std::string& error) {
    link_.reset();
    place_.reset();
    if (deadline_ == PppdDeadline::kReport) stop_waiting();
    if (!error.empty()) {
        log::write_limited(log::Level::kWarning, "connection to vpdn.so failed", {{"error", error}});
        lose({.cause = EndCause::kPluginFailed, .text = error});
        if (process_) process_->signal(SIGTERM);
    }
    if (!process_) return;
    if (line_gone_) end_process();
    // The plugin is gone, so pppd is about to exit and its status will tell why. One that does not exit serves nobody.
    else if (expects_plugin_ && !graceful_)
        wait(PppdDeadline::kExit, Clock::now() + parts_.times.exit_delay);
}

// How it ends -----------------------------------------------------------------------------------------------

void PppdEnd::on_process_ended(const ProcessEnd& process) {
    vrf_watch_.reset();
    process_.reset();
    link_.reset();
    place_.reset();
    stop_waiting();
    const bool unexpected = !over();
    if (unexpected) {
        auto why = reason_of(process);
        name_cause(why);
        // Its last line may quote a secret from its options: it is for our log, never for the peer.
        if (row_of(why.cause).cdn == l2tp::CdnResult::kGeneralError)
            log::write_limited(
                log::Level::kError, "pppd failed",
                {{"session", session_tag(ids_.key)}, {"error", std::string(why.words())}, {"output", last_output_ ? *last_output_ : ""}});
        lose(std::move(why));
    }
    // A pppd that was killed took its bundle's interface along, which the other links' pppds do not notice. One that
    // ended in order took the interface down first and told the others itself. After its own loss, which has a reason
    // of its own.
    if (std::exchange(facts_.ppp.bundle_master, false) && !facts_.ppp.network().interface.empty())
        owner_.bundle_is_over(*this, {.cause = EndCause::kBundleGone});
    addresses_.give_back();
    inside_.reset();
    route_index_ = 0;  // the interface is gone, or another user's by now
    be_gone();
}

void PppdEnd::hang_up(HangUp how, const EndReason& why) {
    if (state_ == EndState::kGone) return;
    if (how == HangUp::kGraceful) {
        if (std::exchange(graceful_, true) || !can_be_graceful()) return;
        if (deadline_ == PppdDeadline::kExit) stop_waiting();
        return send_hang_up(*link_, ipc::HangUpHow::kLink, why.words());
    }
    if (std::exchange(line_gone_, true)) return;
    parts_.workers.close(ids_.key, std::move(session_socket_));
    facts_.proxied.reset();
    let_go();
    if (!process_) {
        place_.reset();
        addresses_.give_back();
        return be_gone();
    }
    state_ = EndState::kHangingUp;
    end_process();
}

/// The kernel's session is gone, and pppd does not notice.
void PppdEnd::end_process() {
    end_step_ = 0;
    wait(PppdDeadline::kStep, Clock::now() + parts_.times.end_step);
    if (ppp_ended_) return;  // it takes another word of ours as the wish to kill its scripts
    if (link_)
        send_hang_up(*link_, ipc::HangUpHow::kLineGone);
    else
        next_step();
}

void PppdEnd::next_step() {
    if (!process_) return;
    // The master of a bundle goes on without its own link: only the plugin knows, and it has been told.
    if (facts_.ppp.bundle_master && link_) return;
    process_->signal(end_step_++ == 0 ? SIGTERM : SIGKILL);
    wait(PppdDeadline::kStep, Clock::now() + parts_.times.end_step);
}

void PppdEnd::stop() {
    stopping_ = true;
    if ((place_ || user_question_) && !process_) return lose({.cause = EndCause::kStopping});
    if (process_ && (!ppp_ended_ || facts_.ppp.bundle_master)) process_->signal(SIGTERM);
}

void PppdEnd::kill() {
    if (process_) process_->signal(SIGKILL);
}

// Deadlines -------------------------------------------------------------------------------------------------

void PppdEnd::wait(PppdDeadline what, SteadyTime until) {
    deadline_ = what;
    deadline_at_ = until;
    if (!timer_) timer_ = parts_.loop.make_timer([this] { on_deadline(); });
    timer_->arm(until);
}

void PppdEnd::stop_waiting() {
    deadline_ = PppdDeadline::kNone;
    if (timer_) timer_->cancel();
}

void PppdEnd::on_deadline() {
    switch (std::exchange(deadline_, PppdDeadline::kNone)) {
        case PppdDeadline::kNone:
            return;
        case PppdDeadline::kReport:
            place_.reset();
            if (!expects_plugin_) return;
            return lose({.cause = EndCause::kPluginFailed, .text = "the pppd that was started did not load vpdn.so"});
        case PppdDeadline::kExit:
            return lose(
                {.cause = EndCause::kPluginFailed, .text = "vpdn.so closed the connection, its pppd did not end"});
        case PppdDeadline::kAddress:
            return answer_question(false);
        case PppdDeadline::kVerdict:
            return no_answer_in_time();
        case PppdDeadline::kStep:
            return next_step();
    }
}

}  // namespace vpdnd
