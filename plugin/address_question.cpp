#include "address_question.h"

#include <algorithm>
#include <ctime>

#include "daemon_link.h"
#include "hang_up_watch.h"
#include "pppd_glue.h"
#include "report.h"

namespace plugin {
namespace {

/// More than the daemon waits for a call that ends to give the address back.
constexpr time_t kLimit = 8;  // seconds
constexpr int kOctets = 4;

time_t now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

bool ask(const std::uint8_t* address, int origin, std::uint8_t* answered) {
    const WatchHeld held;
    expect_address_answer();
    report_address_wanted(address, origin);
    for (const time_t limit = now() + kLimit; now() < limit;) {
        look_for_messages();
        if (const auto answer = address_answer(); answer != AddressAnswer::kNone) {
            std::copy_n(answered_address(), kOctets, answered);
            return answer == AddressAnswer::kGranted;
        }
        if (daemon_is_gone() || held.signal_waits() || glue_signal_pending()) return false;
        daemon_link.wait(200);
    }
    glue_warn("no answer from vpdnd about the user's address in time");
    return false;
}

}  // namespace

bool daemon_grants_address(const std::uint8_t* address, int origin) {
    std::uint8_t answered[kOctets];
    return ask(address, origin, answered);
}

bool daemon_lends_address(std::uint8_t* address) {
    constexpr std::uint8_t kAny[kOctets] = {};
    return ask(kAny, static_cast<int>(ipc::AddressOrigin::kLent), address);
}

}  // namespace plugin
