// Values of the protocol as texts for people and for tab separated output. Everything returned is printable.
#pragma once

#include <chrono>
#include <string>

#include "ipc/control_value.h"
#include "table.h"

namespace ctl {

using WallTime = std::chrono::system_clock::time_point;

/// "-" for null; lists with commas; a tunnel's or session's place in a list as TUNNEL/SESSION; true and false.
std::string text_of(const ipc::Value& value);
/// Seconds as 00:14:45, from a day on as 3d02h.
std::string duration(std::chrono::seconds time);
/// The time from an RFC 3339 text to `now`, as duration(); "-" where the text is none.
std::string age(const ipc::Value& since, WallTime now);
/// Whether a state is where it should be. By its name in JSON: a daemon of another version may have further ones.
Tone tone_of_state(const std::string& state);

}  // namespace ctl
