// The kernel's calls for a PPP channel held through /dev/ppp, and for the bridge between two of them. Inside the data
// plane, and for channels of PPPoE sessions: others use DataPlane::open_channel() and what follows it there.
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
/// As DataPlane::bridge(). Both channels are descriptors of /dev/ppp.
DataPlaneResult<std::size_t> bridge_channels(int user_channel, int session_channel, int session_index);

/// As DataPlane::set_accm().
bool set_channel_accm(int channel, std::uint32_t send, std::uint32_t receive);

}  // namespace vpdnd
