// What a plugin tells of a user whom it answered, as facts of the call.
#pragma once

#include <optional>

#include "end/call_facts.h"
#include "ipc/plugin_codec.h"
#include "reason/end_reason.h"

namespace vpdnd {

/// Reads a Call message (lib/ipc/plugin_messages.h). What is wrong in it costs no call: it is left out and logged.
void read_captured_call(const ipc::PluginMessageReader& message, CallFacts& facts);
/// Reads a Judged message. None: the user is let in; else why his call ends.
std::optional<EndReason> read_judged(const ipc::PluginMessageReader& message, CallFacts& facts);

}  // namespace vpdnd
