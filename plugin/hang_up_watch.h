// While a call lives the daemon has nothing to say but its end. pppd (up to 2.5.2) calls nobody when a descriptor
// becomes readable, so the kernel sends a signal (SIGIO) when the daemon has said something: nothing is polled, and an
// idle pppd sleeps.
//
// Whoever expects another answer of the daemon while the watch is on blocks SIGIO meanwhile.
#pragma once

#include <cstdint>

namespace plugin {

/// What the end of the conversation means for the link.
enum class DaemonGone : std::uint8_t { kEndsLink, kChangesNothing };

/// From now on HangUp acts as the signal that it stands for (SIGHUP, SIGTERM; after Ended no SIGHUP). Only after pppd has
/// installed its own handlers, and with an open conversation. False: errno says why.
bool watch_for_hang_up(DaemonGone gone);
/// The conversation ended while it was watched.
bool daemon_is_gone();
/// HangUp said so: when pppd closes the link nobody will answer it.
bool line_is_gone();

}  // namespace plugin
