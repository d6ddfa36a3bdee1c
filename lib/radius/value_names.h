// Names of the values that numbers of the attribute table stand for; for printing, and to be named in code by
// value_of(). From the RFCs that define the attributes, and IANA's registry.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "radius/attribute_info.h"

namespace radius::value_names {

inline constexpr auto kServiceType = std::to_array<NamedValue>({
    {1, "Login"}, {2, "Framed"}, {3, "Callback-Login"}, {4, "Callback-Framed"}, {5, "Outbound"}, {6, "Administrative"},
    {7, "NAS-Prompt"}, {8, "Authenticate-Only"}, {9, "Callback-NAS-Prompt"}, {10, "Call-Check"},
    {11, "Callback-Administrative"}, {17, "Authorize-Only"},
});
inline constexpr auto kFramedProtocol = std::to_array<NamedValue>({
    {1, "PPP"}, {2, "SLIP"}, {3, "ARAP"}, {4, "Gandalf-SLML"}, {5, "Xylogics-IPX-SLIP"}, {6, "X.75-Synchronous"},
});
inline constexpr auto kFramedRouting = std::to_array<NamedValue>({{0, "None"}, {1, "Send"}, {2, "Listen"}, {3, "Send-Listen"}});
inline constexpr auto kFramedCompression = std::to_array<NamedValue>({
    {0, "None"}, {1, "VJ-TCP-IP"}, {2, "IPX-Header"}, {3, "Stac-LZS"},
});
inline constexpr auto kTerminationAction = std::to_array<NamedValue>({{0, "Default"}, {1, "RADIUS-Request"}});
inline constexpr auto kAcctStatusType = std::to_array<NamedValue>({
    {1, "Start"}, {2, "Stop"}, {3, "Interim-Update"}, {7, "Accounting-On"}, {8, "Accounting-Off"}, {9, "Tunnel-Start"},
    {10, "Tunnel-Stop"}, {11, "Tunnel-Reject"}, {12, "Tunnel-Link-Start"}, {13, "Tunnel-Link-Stop"},
    {14, "Tunnel-Link-Reject"}, {15, "Failed"},
});
inline constexpr auto kAcctAuthentic = std::to_array<NamedValue>({{1, "RADIUS"}, {2, "Local"}, {3, "Remote"}, {4, "Diameter"}});
inline constexpr auto kTerminateCause = std::to_array<NamedValue>({
    {1, "User-Request"}, {2, "Lost-Carrier"}, {3, "Lost-Service"}, {4, "Idle-Timeout"}, {5, "Session-Timeout"},
    {6, "Admin-Reset"}, {7, "Admin-Reboot"}, {8, "Port-Error"}, {9, "NAS-Error"}, {10, "NAS-Request"}, {11, "NAS-Reboot"},
    {12, "Port-Unneeded"}, {13, "Port-Preempted"}, {14, "Port-Suspended"}, {15, "Service-Unavailable"}, {16, "Callback"},
    {17, "User-Error"}, {18, "Host-Request"},
});
inline constexpr auto kNasPortType = std::to_array<NamedValue>({
    {0, "Async"}, {1, "Sync"}, {2, "ISDN-Sync"}, {3, "ISDN-Async-V.120"}, {4, "ISDN-Async-V.110"}, {5, "Virtual"},
    {6, "PIAFS"}, {7, "HDLC-Clear-Channel"}, {8, "X.25"}, {9, "X.75"}, {10, "G.3-Fax"}, {11, "SDSL"}, {12, "ADSL-CAP"},
    {13, "ADSL-DMT"}, {14, "IDSL"}, {15, "Ethernet"}, {16, "xDSL"}, {17, "Cable"}, {18, "Wireless-Other"},
    {19, "Wireless-802.11"}, {30, "PPPoA"}, {31, "PPPoEoA"}, {32, "PPPoEoE"}, {33, "PPPoEoVLAN"}, {34, "PPPoEoQinQ"},
});
inline constexpr auto kTunnelType = std::to_array<NamedValue>({
    {1, "PPTP"}, {2, "L2F"}, {3, "L2TP"}, {4, "ATMP"}, {5, "VTP"}, {6, "AH"}, {7, "IP-IP"}, {8, "MIN-IP-IP"}, {9, "ESP"},
    {10, "GRE"}, {11, "DVS"}, {12, "IP-in-IP-Tunneling"}, {13, "VLAN"},
});
inline constexpr auto kTunnelMedium = std::to_array<NamedValue>({{1, "IPv4"}, {2, "IPv6"}, {5, "BBN"}, {6, "IEEE-802"}});
inline constexpr auto kPrompt = std::to_array<NamedValue>({{0, "No-Echo"}, {1, "Echo"}});
inline constexpr auto kErrorCause = std::to_array<NamedValue>({
    {201, "Residual-Session-Context-Removed"}, {202, "Invalid-EAP-Packet"}, {401, "Unsupported-Attribute"},
    {402, "Missing-Attribute"}, {403, "NAS-Identification-Mismatch"}, {404, "Invalid-Request"},
    {405, "Unsupported-Service"}, {406, "Unsupported-Extension"}, {407, "Invalid-Attribute-Value"},
    {501, "Administratively-Prohibited"}, {502, "Request-Not-Routable"}, {503, "Session-Context-Not-Found"},
    {504, "Session-Context-Not-Removable"}, {505, "Other-Proxy-Processing-Error"}, {506, "Resources-Unavailable"},
    {507, "Request-Initiated"}, {508, "Multiple-Session-Selection-Unsupported"},
});
inline constexpr auto kEncryptionPolicy = std::to_array<NamedValue>({{1, "Encryption-Allowed"}, {2, "Encryption-Required"}});
inline constexpr auto kBapUsage = std::to_array<NamedValue>({{0, "Not-Allowed"}, {1, "Allowed"}, {2, "Required"}});

}  // namespace radius::value_names
