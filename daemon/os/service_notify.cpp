#include "os/service_notify.h"

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>

#include <cstdint>
#include <string>

namespace vpdnd {

void notify_ready() { ::sd_notify(0, "READY=1"); }

void notify_reloading() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    ::sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros)).c_str());
}

void notify_stopping() { ::sd_notify(0, "STOPPING=1"); }

void notify_alive() { ::sd_notify(0, "WATCHDOG=1"); }

std::chrono::microseconds watchdog_limit() {
    std::uint64_t micros = 0;
    return ::sd_watchdog_enabled(0, &micros) > 0 ? std::chrono::microseconds(micros) : std::chrono::microseconds::zero();
}

}  // namespace vpdnd
#else
namespace vpdnd {

void notify_ready() {}
void notify_reloading() {}
void notify_stopping() {}
void notify_alive() {}
std::chrono::microseconds watchdog_limit() { return {}; }

}  // namespace vpdnd
#endif
