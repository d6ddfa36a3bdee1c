// Tells the service manager that the event loop turns, as often as it asks for it (WatchdogSec of systemd).
#pragma once

#include <chrono>
#include <memory>

#include "os/event_loop.h"

namespace vpdnd {

/// Does nothing where no service manager asks ($WATCHDOG_USEC), where it asks another process ($WATCHDOG_PID), or without
/// libsystemd.
class ServiceWatchdog {
  public:
    /// Tells it at once, and then from the loop, which must outlive this.
    explicit ServiceWatchdog(EventLoop& loop);

  private:
    void tell();

    std::chrono::microseconds period_{};
    std::unique_ptr<EventLoop::Timer> timer_;  ///< null: nobody asks
};

}  // namespace vpdnd
