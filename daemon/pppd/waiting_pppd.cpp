#include "pppd/waiting_pppd.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include "log/log.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using ipc::PluginMessage;
using ipc::PluginTag;

/// From an order to its answer, and from the start to the greeting, both some milliseconds on an idle machine.
constexpr std::chrono::seconds kPatience{15};

}  // namespace

tl::expected<std::unique_ptr<WaitingPppd>, std::string> WaitingPppd::start(EventLoop& loop, ExecSupervisor& supervisor,
                                                                          const PppdCommand& command, Over over) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
        return tl::make_unexpected("socketpair: " + std::system_category().message(errno));
    UniqueFd mine(ends[0]), theirs(ends[1]);
    std::unique_ptr<WaitingPppd> waiting(new WaitingPppd(loop, supervisor, std::move(over)));
    auto process = supervisor.start(waiting_command_line(command), std::move(theirs), waiting->process_handlers());
    if (!process) return tl::make_unexpected(process.error());
    waiting->process_ = std::move(*process);
    waiting->link_ = std::make_unique<PluginLink>(loop, std::move(mine), waiting->link_handlers());
    waiting->expect_answer();
    return waiting;
}

WaitingPppd::WaitingPppd(EventLoop& loop, ExecSupervisor& supervisor, Over over)
    : supervisor_(supervisor), over_(std::move(over)),
      timer_(loop.make_timer([this] {
          process_->signal(SIGKILL);
          on_over("does not answer");
      })) {}

WaitingPppd::~WaitingPppd() = default;

PppdSupervisor::Handlers WaitingPppd::process_handlers() {
    return {.ended = [this](const ProcessEnd& end) { on_ended(end); },
            .output =
                [this](const std::string& line) {
                    last_output_ = line;
                    log::debug(log::Area::kPpp, line, {{"waiting-pppd", std::to_string(process_->pid())}});
                }};
}

PluginLink::Handlers WaitingPppd::link_handlers() {
    return {.hello =
                [this](const PluginHello& hello) {
                    if (hello.mode != ipc::PluginMode::kWaiting) on_over("its plugin knows no vpdn-wait");
                },
            .message = [this](const ipc::PluginMessageReader& message, std::vector<UniqueFd>&) { on_message(message); },
            .closed = [this](const std::string& error) { on_closed(error); }};
}

void WaitingPppd::on_message(const ipc::PluginMessageReader& message) {
    switch (message.type()) {
        case PluginMessage::kReady:
            ready_ = true;
            log::write(log::Level::kInfo, "pppd waits for calls", {{"pid", std::to_string(process_->pid())}});
            break;
        case PluginMessage::kForked: on_forked(message); break;
        case PluginMessage::kFailed: return on_over(std::string(message.text(PluginTag::kText).value_or("it does not say why")));
        default: break;  // phases of pppd
    }
    expect_answer();
    ask();
    if (retired_) retire();
}

void WaitingPppd::on_forked(const ipc::PluginMessageReader& message) {
    if (asked_.empty()) return;
    const auto asked = std::move(asked_.front());
    asked_.pop_front();
    const auto pid = message.u32(PluginTag::kPid);
    int error = static_cast<int>(message.u32(PluginTag::kError).value_or(0));
    if (!pid) return asked.program->failed("fork " + asked.path + ": " + std::system_category().message(error));
    has_forked_ = true;
    auto child = std::make_unique<ChildProcess>(static_cast<pid_t>(*pid));
    error = child->descriptor() < 0 ? errno : 0;
    if (error == 0)
        if (const auto watched = supervisor_.watch(asked.program, child); !watched) error = watched.error().value();
    if (error == 0) return asked.program->runs();
    child->kill();
    asked.program->failed("watch " + asked.path + ": " + std::system_category().message(error));
}

void WaitingPppd::add(ProgramOrder order) {
    orders_.push_back(std::move(order));
    ask();
}

void WaitingPppd::retire() {
    retired_ = true;
    if (asked_.empty()) on_closed({});
}

std::deque<ProgramOrder> WaitingPppd::take_back() { return std::exchange(orders_, {}); }

void WaitingPppd::ask() {
    if (!ready_ || !link_) return;
    const bool idle = asked_.empty();
    while (!orders_.empty() && asked_.size() < kMostAsked) {
        const auto order = std::move(orders_.front());
        orders_.pop_front();
        if (!order.program->has_owner()) continue;
        std::array<std::uint8_t, 16> buffer;
        const std::array<int, 2> descriptors{order.plugin_end.get(), order.output.get()};
        link_->send(ipc::PluginMessageWriter(buffer, PluginMessage::kFork), descriptors);
        asked_.push_back({order.argv[0], order.program});
    }
    if (idle) expect_answer();
}

/// From now on it has its time for the next answer, if it owes one.
void WaitingPppd::expect_answer() {
    if (ready_ && asked_.empty()) timer_->cancel();
    else timer_->arm(Clock::now() + kPatience);
}

/// Its process, which ends now, knows the reason, unless the conversation broke.
void WaitingPppd::on_closed(const std::string& error) {
    link_.reset();
    if (error.empty()) return timer_->arm(Clock::now() + kPatience);
    process_->signal(SIGKILL);
    on_over(error);
}

void WaitingPppd::on_ended(const ProcessEnd& end) {
    const bool said_more = !ready_ && end.signal == 0 && !last_output_.empty();
    on_over(how_it_ended(end) + (said_more ? ": " + last_output_ : ""));
}

void WaitingPppd::on_over(const std::string& why) {
    timer_->cancel();
    const auto over = std::exchange(over_, {});
    if (!over) return;
    const auto lost = std::exchange(asked_, {});
    if (!lost.empty()) supervisor_.reap_unknown();
    for (const auto& asked : lost) asked.program->failed("fork " + asked.path + ": the waiting pppd " + why);
    over(*this, {why, has_forked_});
}

}  // namespace vpdnd
