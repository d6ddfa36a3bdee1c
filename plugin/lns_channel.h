// pppd was started by the daemon for one call. The channel is a PPPoX socket, which comes with all else about the call while
// pppd is in its channel's connect(): of a session (LNS) in Connect, of a user's line in Line.
#pragma once

namespace plugin {

/// Option `vpdn-fd`: 0 refuses it.
int lns_take_socket(int fd);
/// Option `vpdn-wait`: this pppd waits for calls, and each is a process that it forks (waiting_call.h).
int lns_take_waiting();
/// Option `vpdn-line`: the channel is a user's line, and what becomes of it is lac_handover.h's.
void lns_take_line();
/// Option `vpdn-caller`: the session is a call of this machine's own.
void lns_be_caller();
int lns_connect();
void lns_disconnect();
void lns_phase(int phase);
/// An error text, or nullptr.
const char* lns_check_options();

}  // namespace plugin
