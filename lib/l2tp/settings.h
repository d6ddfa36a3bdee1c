// What the host decides about tunnels, as plain data. Owned by the host, shared and never changed: a reload makes
// new objects, tunnels keep theirs.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "l2tp/secret.h"
#include "l2tp/time.h"

namespace l2tp {

/// CDN results that a peer is told in place of ours, by ours; 0: ours. RFC 2661 section 4.4.2 has 1 to 11.
using ResultReplacements = std::array<std::uint16_t, 12>;

/// Of one VPDN group: how a tunnel behaves from SCCRQ to the end of draining.
struct TunnelSettings {
    std::string group;             ///< name of the VPDN group: its sessions are counted together
    std::string local_name;        ///< Host Name AVP
    std::string peer_name;         ///< Host Name that the peer of a tunnel of ours must have in its SCCRP; empty: any
    std::string assignment;        ///< calls of one group share a tunnel if this is the same too (RFC 2868 section 3.6)
    Secret secret;                 ///< tunnel authentication; empty: none to answer with
    bool authenticate = true;      ///< challenge the peer; needs a secret
    bool hide_avps = false;        ///< RFC 2661 section 4.3, in all but SCCRQ and StopCCN; needs a secret
    bool vendor_avps = true;       ///< false: send no vendor specific AVPs
    bool accept_incoming = false;  ///< serve ICRQ (we are LNS)
    bool accept_outgoing = false;  ///< serve OCRQ (we are LAC)
    bool named_peers = false;      ///< only addresses that are configured are served: half-open places are kept for them
    bool single_tunnel = true;     ///< send a Tie Breaker: of two tunnels opened at the same time one remains
    bool strict = false;           ///< refuse what doc/tolerance.md lists
    bool sequencing = false;       ///< data sequence numbers wanted (AVP 39)
    Duration hello_interval = std::chrono::seconds(60);
    std::uint16_t receive_window = 16;
    unsigned retransmit_retries = 5;
    Duration retransmit_max = std::chrono::seconds(8);
    Duration setup_timeout = std::chrono::seconds(60);
    /// Tunnel without sessions. Absent: 10 s where we are LNS, 15 s where LAC; zero: never.
    std::optional<Duration> no_session_timeout;
    unsigned session_limit = 1000;   ///< of all tunnels of the group
    ResultReplacements replace_result{};
    std::optional<std::uint8_t> tos; ///< TOS or Traffic Class of the tunnel's packets; absent: as the host sends everything
    bool path_mtu = false;           ///< they are not to be fragmented on their way
    unsigned waiting_limit = 16384;  ///< calls of ours that wait for the tunnel or for room in its send queue
    bool operator==(const TunnelSettings&) const = default;
};

using TunnelSettingsPtr = std::shared_ptr<const TunnelSettings>;

/// Of the whole endpoint.
struct EndpointSettings {
    std::string vendor_name = "vpdnd";
    std::uint16_t firmware = 0x0100;
    unsigned max_tunnels = 65535;
    unsigned max_sessions = 65535;
    unsigned max_half_open = 256;  ///< this and the next: HalfOpenLimits
    unsigned max_half_open_per_address = 16;
    unsigned sccrq_per_second_per_address = 0;  ///< 0: no rate limit
    bool operator==(const EndpointSettings&) const = default;
};

}  // namespace l2tp
