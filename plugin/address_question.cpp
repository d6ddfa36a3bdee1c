#include "address_question.h"

#include <ctime>

#include "daemon_link.h"
#include "hang_up_watch.h"
#include "pppd_glue.h"
#include "report.h"

namespace plugin {
namespace {

/// More than the daemon waits for a call that ends to give the address back.
constexpr time_t kLimit = 8;  // seconds

time_t now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

}  // namespace

bool daemon_grants_address(const std::uint8_t* address, int origin) {
    const WatchHeld held;
    expect_address_answer();
    report_address_wanted(address, origin);
    for (const time_t limit = now() + kLimit; now() < limit;) {
        look_for_messages();
        if (const auto answer = address_answer(); answer != AddressAnswer::kNone) return answer == AddressAnswer::kGranted;
        if (daemon_is_gone() || held.signal_waits() || glue_signal_pending()) return false;
        daemon_link.wait(200);
    }
    glue_warn("no answer from vpdnd about the user's address in time");
    return false;
}

}  // namespace plugin
