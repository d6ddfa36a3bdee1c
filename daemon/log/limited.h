// The log for what peers can cause as often as they like: a few lines a second of each kind, the rest counted.
#pragma once

#include "log/log.h"

namespace vpdnd::log {

/// As write() and debug(); the message is the kind. Of the event loop's thread only.
void write_limited(Level level, std::string_view message, std::initializer_list<Field> fields = {});
void debug_limited(Area area, std::string_view message, std::initializer_list<Field> fields = {});
/// A line "more lines like this suppressed" for each kind whose second is over. True while there is more to tell: call
/// it again in a second.
bool tell_suppressed();
/// Lines were suppressed that nothing was told of yet.
bool suppressed_pending();
/// Since the start.
std::uint64_t suppressed_lines();

}  // namespace vpdnd::log
