// How the kernel's scheduler sees the daemon beside its pppds: one process that tens of thousands of users wait for.
#pragma once

namespace vpdnd {

/// Where the kernel groups processes by their session (sched_autogroup), a nice value counts among those of one session
/// only, and each pppd has a session of its own: the group gets the process's nice value too, if that is negative and the
/// session is led by this process. Needs what the nice value needed: CAP_SYS_NICE or RLIMIT_NICE (LimitNICE= of the unit).
/// False: the kernel refused; without groups there is nothing to do.
bool apply_nice_to_session();

/// A negative nice value becomes 0, and may not be taken again: for what the daemon starts.
void give_up_preference();

}  // namespace vpdnd
