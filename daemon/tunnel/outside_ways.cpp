#include "tunnel/outside_ways.h"

#include <mutex>
#include <utility>
#include <vector>

#include "log/limited.h"
#include "log/log.h"

namespace vpdnd {

/// Works about one address may be carried out by several threads, in any order: the newest wins, an older one after it does nothing.
struct OutsideWays::InKernel {
    std::mutex mutex;
    std::uint64_t newest = 0;
    std::optional<OuterRoute> set;  ///< the host route
    std::uint64_t works = 0;        ///< of the loop: so many have been begun
};

OutsideWays::Hold::~Hold() {
    if (ways_) ways_->let_go(*this, false);
}

void OutsideWays::Hold::end() {
    if (auto* ways = std::exchange(ways_, nullptr)) ways->let_go(*this, true);
}

OutsideWays::OutsideWays(EventLoop& loop, KernelWorkers& workers, Kernel kernel)
    : loop_(loop), workers_(workers), kernel_(std::make_shared<const Kernel>(std::move(kernel))) {}

void OutsideWays::clear(std::once_flag& once, const Kernel& kernel) {
    std::call_once(once, [&] {
        if (const auto error = kernel.clear(); !error.empty())
            log::write(log::Level::kWarning, "routes that a killed daemon left are not removed", {{"error", error}});
    });
}

OutsideWays::~OutsideWays() {
    for (const auto& [to, way] : ways_)
        for (auto* hold : way.holds) hold->ways_ = nullptr;
}

void OutsideWays::remove_left() {
    left_ = std::make_shared<std::once_flag>();
    removal_ = workers_.run({}, [once = left_, kernel = kernel_] { clear(*once, *kernel); }, [] {});
}

void OutsideWays::set_routes(bool wanted) {
    if (!std::exchange(routes_, wanted) && wanted) look_again();
}

std::unique_ptr<OutsideWays::Hold> OutsideWays::keep(const l2tp::IpAddress& to, Led led) {
    std::unique_ptr<Hold> hold(new Hold(this, to, std::move(led)));
    auto& way = ways_[to];
    if (!way.kernel) way.kernel = in_kernel(to);
    way.holds.insert(hold.get());
    look(to);
    return hold;
}

/// Its route may still be on the way out of the kernel.
std::shared_ptr<OutsideWays::InKernel> OutsideWays::in_kernel(const l2tp::IpAddress& to) {
    std::erase_if(ended_, [](const auto& one) { return one.second.expired(); });
    const auto found = ended_.find(to);
    auto last = found == ended_.end() ? nullptr : found->second.lock();
    return last ? last : std::make_shared<InKernel>();
}

void OutsideWays::look_again() {
    for (const auto& [to, way] : ways_) look(to);
}

void OutsideWays::look(const l2tp::IpAddress& to) {
    auto& way = ways_.at(to);
    const auto number = ++way.kernel->works;
    struct Found {
        OuterRoute route;
        std::string error;
        bool counts = false;
    };
    auto found = std::make_shared<Found>();
    way.wait = workers_.run(
        {},
        [found, to, kernel = kernel_, left = left_, state = way.kernel, number, routes = routes_,
         inside = std::set<unsigned>(inside_->begin(), inside_->end())] {
            if (left) clear(*left, *kernel);
            const std::lock_guard held(state->mutex);
            if (number <= state->newest) return;
            state->newest = number;
            found->counts = true;
            found->route = kernel->find(to, inside);
            const bool needed = routes || state->set || found->route.hidden;
            if (!needed || found->route.index == 0) return;
            found->error = kernel->keep(to, found->route);
            state->set = found->route;
        },
        [this, found, to, number] {
            if (!found->counts) return;
            // Without threads this is inside keep(), where nobody expects it.
            loop_.post([this, found, to, number, alive = std::weak_ptr(alive_)] {
                if (alive.expired()) return;
                const auto now = ways_.find(to);  // what has been asked since then was asked because this may not hold any more
                if (now != ways_.end() && now->second.kernel->works == number) tell(to, found->route, found->error);
            });
        });
}

void OutsideWays::tell(const l2tp::IpAddress& to, const OuterRoute& route, const std::string& error) {
    if (!error.empty()) log::write_limited(log::Level::kWarning, "an LNS is not kept outside of its call", {{"error", error}});
    const auto found = ways_.find(to);
    if (found == ways_.end()) return;
    const std::vector<Hold*> holds(found->second.holds.begin(), found->second.holds.end());
    for (auto* hold : holds) {
        const auto now = ways_.find(to);  // one may have been ended by what another one did
        if (now == ways_.end() || !now->second.holds.contains(hold)) continue;
        const auto led = hold->led_;  // it may destroy the hold
        led(route);
    }
}

void OutsideWays::let_go(Hold& hold, bool ended) {
    const auto found = ways_.find(hold.to_);
    if (found == ways_.end()) return;
    auto& way = found->second;
    way.holds.erase(&hold);
    if (!way.holds.empty()) return;
    if (ended) {
        ended_[hold.to_] = way.kernel;
        way.wait = workers_.run(
            {},
            [to = hold.to_, kernel = kernel_, state = way.kernel, number = ++way.kernel->works] {
                const std::lock_guard held(state->mutex);
                if (number <= state->newest) return;
                state->newest = number;
                if (std::exchange(state->set, {})) kernel->drop(to);
            },
            [] {});
    }
    ways_.erase(found);
}

}  // namespace vpdnd
