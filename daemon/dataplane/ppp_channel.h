// A PPP channel held through /dev/ppp, and the kernel bridge between two of them (LAC hand-over).
#pragma once

#include <cstddef>
#include <cstdint>

#include "dataplane/dataplane.h"
#include "os/unique_fd.h"

namespace vpdnd {

/// Index of the channel that lives on a connected PPPoX socket (PPPIOCGCHAN).
DataPlaneResult<int> channel_index(int pppox_fd);
/// Opens /dev/ppp and attaches it to the channel.
DataPlaneResult<UniqueFd> attach_channel(int index);
/// Bridges the user's channel (a /dev/ppp descriptor, not connected to a unit) with the session's channel; frames
/// queued on the user's channel before and during the call are moved on to `session_channel`, in order, and those
/// that waited on the session's to the user's. Returns how many frames were moved.
DataPlaneResult<std::size_t> bridge_channels(int user_channel, int session_channel, int session_index);

/// Sets which characters are escaped on an asynchronous line (Set-Link-Info, RFC 2661 section 6.14). False for a
/// channel that escapes nothing (PPPoE, synchronous lines): there is nothing to do.
bool set_channel_accm(int channel, std::uint32_t send, std::uint32_t receive);

}  // namespace vpdnd
