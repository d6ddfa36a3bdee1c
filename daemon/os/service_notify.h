// Readiness and state for the service manager; does nothing without one, or without libsystemd.
#pragma once

#include <chrono>

namespace vpdnd {

void notify_ready();
void notify_reloading();
void notify_stopping();
/// For the watchdog: this process is not stuck.
void notify_alive();
/// The longest time between two notify_alive() that the service manager puts up with; 0: it does not care.
std::chrono::microseconds watchdog_limit();

}  // namespace vpdnd
