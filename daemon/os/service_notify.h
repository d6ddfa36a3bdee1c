// Readiness and state for the service manager; does nothing without one, or without libsystemd.
#pragma once

namespace vpdnd {

void notify_ready();
void notify_reloading();
void notify_stopping();

}  // namespace vpdnd
