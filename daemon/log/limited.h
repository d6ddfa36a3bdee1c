// The log for what others can cause as often as they like, peers, users and programs of this machine: some lines a second
// of each kind, the rest counted. A line that nobody but the administrator or a fault of this machine causes needs no limit.
#pragma once

#include "log/log.h"

namespace vpdnd::log {

/// Lines a second of one kind.
enum class Rate : unsigned {
    kFaults = 5,     ///< refusals and errors: the first few tell it all
    kRequests = 20,  ///< of clients of the control socket
    kCalls = 200,    ///< calls and tunnels that come and go: each is wanted, as long as a disk can take it
};

/// As write() and debug(); the message is the kind. Of the event loop's thread only.
void write_limited(Level level, std::string_view message, std::initializer_list<Field> fields = {}, Rate rate = Rate::kFaults);
void write_limited(Level level, std::string_view message, const std::vector<Field>& fields, Rate rate = Rate::kFaults);
void debug_limited(Area area, std::string_view message, std::initializer_list<Field> fields = {});
/// A line "more lines like this suppressed" for each kind whose second is over. True while there is more to tell: call
/// it again in a second.
bool tell_suppressed();
/// Lines were suppressed that nothing was told of yet.
bool suppressed_pending();
/// Since the start.
std::uint64_t suppressed_lines();

}  // namespace vpdnd::log
