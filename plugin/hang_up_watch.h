// While a call lives the daemon has nothing to say but its end. pppd (up to 2.5.2) calls nobody when a descriptor
// becomes readable, so the kernel sends a signal (SIGIO) when the daemon has said something: nothing is polled, and an
// idle pppd sleeps.
//
// Whoever expects another answer of the daemon while the watch is on holds it meanwhile (WatchHeld).
#pragma once

#include <csignal>
#include <cstdint>

namespace plugin {

/// What the end of the conversation means for the link.
enum class DaemonGone : std::uint8_t { kEndsLink, kChangesNothing };

/// From now on HangUp acts as the signal that it stands for (SIGHUP, SIGTERM; after Ended no SIGHUP). Only after pppd has
/// installed its own handlers, and with an open conversation. False: errno says why.
bool watch_for_hang_up(DaemonGone gone);

/// What the daemon says to a question for an address; the watch takes it.
enum class AddressAnswer : std::uint8_t { kNone, kGranted, kDenied };
/// Forgets the last answer.
void expect_address_answer();
AddressAnswer address_answer();
/// The address that it was about: 4 octets in network order.
const std::uint8_t* answered_address();

/// While it lives no signal interrupts pppd, ours neither: messages are taken by look_for_messages().
class WatchHeld {
  public:
    WatchHeld();
    ~WatchHeld();
    WatchHeld(const WatchHeld&) = delete;
    WatchHeld& operator=(const WatchHeld&) = delete;
    /// pppd will be told to end when this one goes.
    bool signal_waits() const;

  private:
    sigset_t before_;
};
/// Takes what the daemon has said by now, while a WatchHeld lives.
void look_for_messages();

/// The conversation ended while it was watched.
bool daemon_is_gone();
/// What HangUp has for the user, once: empty then. Its octets stay until the process ends.
const char* take_close_text();
/// HangUp said so: when pppd closes the link nobody will answer it.
bool line_is_gone();

}  // namespace plugin
