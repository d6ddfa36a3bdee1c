#include "pppd/waiting_supervisor.h"

#include <algorithm>
#include <utility>

#include "log/log.h"

namespace vpdnd {

tl::expected<std::unique_ptr<PppdProcess>, std::string> WaitingSupervisor::start_call(const PppdCommand& command,
                                                                                     UniqueFd plugin_end, Handlers handlers) {
    auto order = order_program(loop_, command_line(command), std::move(plugin_end), std::move(handlers));
    if (!order) return tl::make_unexpected(order.error());
    auto process = owned(order->program);
    auto& used = template_of(command);
    if (used.files.changed()) renew(used);
    if (const auto ordered = carry_out(used, std::move(*order)); !ordered) return tl::make_unexpected(ordered.error());
    return process;
}

WaitingSupervisor::Template& WaitingSupervisor::template_of(const PppdCommand& command) {
    auto& place = templates_[command_line(command)];
    if (!place) place = std::make_unique<Template>(command);
    return *place;
}

void WaitingSupervisor::refresh() {
    for (auto& [line, known] : templates_) renew(*known);
}

/// What was asked of the old one is answered by it; what it was not asked for is the new one's.
void WaitingSupervisor::renew(Template& which) {
    which.files = TemplateFiles(which.command);
    which.by_exec = false;
    if (!which.waiting) return;
    auto orders = which.waiting->take_back();
    which.waiting->retire();
    retired_.push_back(std::move(which.waiting));
    carry_out_all(which, std::move(orders));
}

tl::expected<void, std::string> WaitingSupervisor::carry_out(Template& which, ProgramOrder order) {
    if (!need_waiting(which)) return exec_.carry_out(std::move(order));
    which.waiting->add(std::move(order));
    return {};
}

bool WaitingSupervisor::need_waiting(Template& which) {
    if (which.waiting) return true;
    if (which.by_exec) return false;
    auto started = WaitingPppd::start(loop_, exec_, which.command,
                                      [this, &which](WaitingPppd& waiting, const WaitingPppd::End& end) {
                                          on_over(which, waiting, end);
                                      });
    if (!started) return false;
    which.waiting = std::move(*started);
    return true;
}

/// One that has served calls is replaced by another one; one that never did would fail again and again.
void WaitingSupervisor::on_over(Template& which, WaitingPppd& waiting, const WaitingPppd::End& end) {
    if (which.waiting.get() != &waiting) {
        const auto old = std::ranges::find(retired_, &waiting, [](const auto& held) { return held.get(); });
        if (old == retired_.end()) return;
        bury(std::move(*old));
        retired_.erase(old);
        return;
    }
    which.by_exec = !end.has_forked;
    log::write(log::Level::kWarning, which.by_exec ? "no pppd waits for calls: each is a program of its own" : "waiting pppd ended",
               {{"ppp-options", which.command.options_file}, {"reason", end.why}});
    auto orders = waiting.take_back();
    bury(std::move(which.waiting));
    carry_out_all(which, std::move(orders));
}

void WaitingSupervisor::carry_out_all(Template& which, std::deque<ProgramOrder> orders) {
    for (auto& order : orders) {
        const auto program = order.program;
        if (const auto ordered = carry_out(which, std::move(order)); !ordered) program->failed(ordered.error());
    }
}

/// It is in the middle of telling us.
void WaitingSupervisor::bury(std::unique_ptr<WaitingPppd> over) {
    over_.push_back(std::move(over));
    loop_.post([this, alive = alive_] {
        if (*alive) over_.clear();
    });
}

}  // namespace vpdnd
