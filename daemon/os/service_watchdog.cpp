#include "os/service_watchdog.h"

#include "os/service_notify.h"

namespace vpdnd {

ServiceWatchdog::ServiceWatchdog(EventLoop& loop) {
    const auto limit = watchdog_limit();
    if (limit.count() == 0) return;
    period_ = limit / 2;  // as sd_watchdog_enabled(3) has it: one that comes late is still in time
    timer_ = loop.make_timer([this] { tell(); });
    tell();
}

void ServiceWatchdog::tell() {
    notify_alive();
    timer_->arm(std::chrono::steady_clock::now() + period_);
}

}  // namespace vpdnd
