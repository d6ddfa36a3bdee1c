// The table of the messages between daemon and plugin: what each tag's value is, and which messages there are. A new tag or
// message (plugin_messages.h) is one row here; the compiler names those that are missing.
#pragma once

#include <cstdint>

#include "ipc/plugin_messages.h"

namespace ipc {

/// Numbers are in network byte order; kAddress is an IPv4 address; kText has no control characters.
enum class FieldKind : std::uint8_t { kUnknown, kU8, kU16, kU32, kU64, kAddress, kBytes, kText };

/// kUnknown: not one of ours; whoever receives it skips it.
FieldKind kind_of(PluginTag tag);
bool known(PluginMessage type);

}  // namespace ipc
