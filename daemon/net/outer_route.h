// The way to an address outside this machine's own calls, and the routes that keep it so while the default route goes through one of
// them. What vpdnd sets here carries a protocol number of its own in the kernel's table, by which it is known again.
//
// All of it asks the kernel and may wait for others that change its network: for KernelWorkers, in any thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "l2tp/peer_address.h"

namespace vpdnd {

/// rtm_protocol of the routes that vpdnd sets for its own calls (`ip route show proto 171`).
inline constexpr unsigned char kOwnCallRoutes = 171;

/// How packets leave the machine.
struct OuterRoute {
    unsigned index = 0;  ///< of the interface; 0: there is no way
    bool onlink = false;
    std::vector<std::uint8_t> gateway = {};  ///< 4 or 16 octets; empty: the address is on the link
    std::vector<std::uint8_t> source = {};   ///< that the route prefers; empty: none
    bool hidden = false;  ///< a route to the address alone leads through one of the interfaces `inside`: PPP's to its peer
    bool operator==(const OuterRoute&) const = default;
};

/// By the main table without what vpdnd has set, without the interfaces `inside` (those of its own calls, by index), and without links
/// that are down. An address of this machine itself has no way.
OuterRoute outer_route(const l2tp::IpAddress& to, const std::set<unsigned>& inside = {});

/// A route to this address alone, in place of one that vpdnd has set before, and before those of others, which stay. One that is in
/// force as it is to be is not touched. Error: why it is not in force; of IPv6 one of somebody else that is there already is none.
std::string keep_outside(const l2tp::IpAddress& to, const OuterRoute& route);
/// Harmless if there is none.
void keep_outside_no_more(const l2tp::IpAddress& to);

/// IPv4's default route through this interface, before those that are there and stay. The kernel removes it with the interface.
std::string lead_through(unsigned index);
void lead_through_no_more(unsigned index);

/// Of a daemon that was killed: those of addresses alone, which no interface took along. Error: the table cannot be read.
std::string remove_left_routes();

}  // namespace vpdnd
