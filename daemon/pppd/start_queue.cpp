#include "pppd/start_queue.h"

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>

namespace vpdnd {

std::unique_ptr<StartQueue::Place> StartQueue::enter(std::function<void()> turn, SteadyTime since) {
    std::unique_ptr<Place> place(new Place(*this, std::move(turn), since));
    if (starting_ < most_ && waiting_.empty()) {
        ++starting_;
        place->has_turn_ = true;
        return place;
    }
    auto before = waiting_.end();
    while (before != waiting_.begin() && (*std::prev(before))->since_ > since) --before;
    place->at_ = waiting_.insert(before, place.get());
    call_next_later();
    return place;
}

std::unique_ptr<StartQueue::Place> StartQueue::occupy() {
    std::unique_ptr<Place> place(new Place(*this, {}, {}));
    ++starting_;
    place->has_turn_ = true;
    return place;
}

std::chrono::milliseconds StartQueue::age(SteadyTime now) const {
    if (waiting_.empty()) return {};
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - waiting_.front()->since_);
}

void StartQueue::leave(Place& place) {
    if (!place.has_turn_) {
        waiting_.erase(place.at_);
        return;
    }
    --starting_;
    call_next_later();
}

/// Never from inside: whoever gives a place back may be in the middle of a step of his own, and a start that fails at once
/// gives it back again.
void StartQueue::call_next_later() {
    if (called_ || waiting_.empty() || starting_ >= most_) return;
    called_ = true;
    loop_.post([this, alive = alive_] {
        if (*alive) call_next();
    });
}

void StartQueue::call_next() {
    while (!waiting_.empty() && starting_ < most_) {
        auto& place = *waiting_.front();
        waiting_.pop_front();
        ++starting_;
        place.has_turn_ = true;
        // It may be given back, and so destroyed, inside.
        const auto turn = std::move(place.turn_);
        turn();
    }
    called_ = false;
}

std::size_t starts_at_a_time() {
    return 4 * std::size_t{std::max(1U, std::thread::hardware_concurrency())};
}

}  // namespace vpdnd
