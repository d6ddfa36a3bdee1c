// The kernel's end of a PPPoE session: its socket, on which the PPP channel lives.
#pragma once

#include <cstdint>
#include <string>

#include "dataplane/dataplane.h"
#include "os/unique_fd.h"
#include "pppoe/discovery_effects.h"

namespace vpdnd::pppoe {

/// A socket that is connected: the kernel has the session. Closing its last descriptor ends it, without a PADT.
///
/// Error EALREADY: the kernel has a session of this id, host and interface already, another program's. `burnt` is the socket then, and
/// has to stay open: Linux would take the other session out of its table when it is closed, or connected again.
DataPlaneResult<UniqueFd> connect_session(SessionKey key, const MacAddress& host, UniqueFd& burnt);

/// In bit/s, as its driver says; that of slow Ethernet where it says nothing, as those of virtual interfaces do. May wait for the driver.
std::uint64_t interface_speed(const std::string& name);

}  // namespace vpdnd::pppoe
