// A pppd that waits (option vpdn-wait): read, linked and configured once, it forks a process for each call, which costs a
// quarter of what a pppd of its own costs. The calls are the daemon's children, not its own, and live on when it ends.
#pragma once

namespace plugin {

/// From the channel's connect(). True, once in each forked process: daemon_link is the conversation of its call now, and
/// nothing was said in it. False, in the waiting pppd: it shall end, because the daemon has closed, by a signal, or because
/// it cannot wait, which the daemon was told.
bool wait_for_call();

}  // namespace plugin
