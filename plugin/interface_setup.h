// What becomes of the network interface before it is up: its name and its VRF, as the daemon's Connect says.
//
// The moment is a timer of no time set when the network phase begins: then the interface is there, also where multilink makes
// it late, and is down, and no packet of a network protocol has been read. Later would be too late: the kernel takes an
// interface that is up down to enslave it, and its IPv6 addresses are gone.
#pragma once

#include "ipc/plugin_codec.h"

namespace plugin {

void read_interface_setup(const ipc::PluginMessageReader& connect);
/// Once a call, at that moment. The link ends, and with it the bundle, where the interface cannot be put into its VRF or is not
/// there: no user is in another network than his own. Where it cannot have its name it keeps pppd's.
void set_up_interface();
/// The link has joined a bundle: its interface is what the first link has made of it.
void join_interface();
/// IPv6 is up. pppd has deleted the local route of the interface's link-local address, in a VRF (it changes the address from
/// /128 to one with a peer); nobody would hear what is sent to it.
void interface_has_ipv6();
/// Why the interface has not the name that it was to have; empty: it has, or there was none.
const char* why_not_named();

}  // namespace plugin
