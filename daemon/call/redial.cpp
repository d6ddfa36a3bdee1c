#include "call/redial.h"

#include <algorithm>
#include <utility>

namespace vpdnd {

using std::chrono::milliseconds;

Redial::Do Redial::start(Time now) {
    record_.wanted = true;
    if (record_.state == RedialState::kPlacing || record_.state == RedialState::kUp) return Do::kNothing;
    record_.failures = record_.waits = 0;
    return place(now);
}

Redial::Do Redial::stop() {
    record_.wanted = false;
    record_.stopping = record_.state == RedialState::kPlacing || record_.state == RedialState::kUp;
    return record_.stopping ? Do::kHangUp : give_up();
}

void Redial::came_up(Time now) {
    if (record_.state != RedialState::kPlacing) return;
    record_.state = RedialState::kUp;
    record_.up_at = now;
    record_.failures = 0;
}

Redial::Do Redial::ended(Time now, CallEnd how) {
    if (record_.state != RedialState::kPlacing && record_.state != RedialState::kUp) return Do::kNothing;
    const bool was_up = record_.state == RedialState::kUp;
    if (was_up && now - record_.up_at >= kGood) record_.waits = 0;
    // One that is wanted again while it was being hung up is a new one, whatever became of the old.
    if (std::exchange(record_.stopping, false)) {
        record_.failures = record_.waits = 0;
        return record_.wanted ? place(now) : give_up();
    }
    if (how == CallEnd::kTold) return give_up();
    const bool at_once = was_up && how == CallEnd::kHere;
    if (!was_up) ++record_.failures;
    if (!rules_.persist || (rules_.maxfail != 0 && record_.failures >= rules_.maxfail)) return give_up();
    if (at_once && now - record_.placed_at >= kAtLeast) return place(now);
    record_.state = RedialState::kWaiting;
    record_.next_at = at_once ? record_.placed_at + kAtLeast : now + next_wait();
    return Do::kNothing;
}

Redial::Do Redial::on_time(Time now) {
    if (record_.state != RedialState::kWaiting || now < record_.next_at) return Do::kNothing;
    return place(now);
}

Redial::Do Redial::network_changed(Time now) {
    if (record_.state != RedialState::kWaiting) return Do::kNothing;
    record_.next_at = std::min(record_.next_at, record_.placed_at + kAtLeast);
    return on_time(now);
}

std::optional<Redial::Time> Redial::deadline() const {
    return record_.state == RedialState::kWaiting ? std::optional(record_.next_at) : std::nullopt;
}

Redial::Do Redial::place(Time now) {
    record_.state = RedialState::kPlacing;
    record_.placed_at = now;
    return Do::kPlace;
}

Redial::Do Redial::give_up() {
    record_.state = RedialState::kIdle;
    record_.wanted = false;
    return Do::kNothing;
}

/// Each wait is taken from a range that begins where the one before it ended, the last ones from the upper quarter: clients
/// whose LNS was away do not come back all at once.
milliseconds Redial::next_wait() {
    auto from = rules_.waits.first;
    for (unsigned i = 0; i < record_.waits && from < rules_.waits.longest; ++i) from *= 2;
    from = std::min(from, rules_.waits.longest);
    const auto to = std::min(2 * from, rules_.waits.longest);
    if (from == to) from = std::max(to - to / 4, rules_.waits.first);
    if (to < rules_.waits.longest || from < rules_.waits.longest) ++record_.waits;
    return from + milliseconds(random_(static_cast<std::uint32_t>((to - from).count() + 1)));
}

}  // namespace vpdnd
