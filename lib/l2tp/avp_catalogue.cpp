#include "l2tp/avp_catalogue.h"

#include <array>
#include <cassert>

namespace l2tp {
namespace {

constexpr std::uint16_t kAny = 1017;
constexpr bool M = true, m = false;        // M bit
constexpr bool H = true, h = false;        // may be hidden
constexpr bool S = true, s = false;        // secret

using A = Avp;
using K = ValueKind;

// clang-format off
constexpr std::array<AvpInfo, kAvpCount> kCatalogue = {{
    // row       vendor, type    name                           kind             min   max  M  H  secret
    {A::kMessageType,        0,   0, "Message Type",                K::kMessageType,   2,    2, M, h, s, "4.4.1"},
    {A::kResultCode,         0,   1, "Result Code",                 K::kResultCode,    2, kAny, M, h, s, "4.4.2"},
    {A::kProtocolVersion,    0,   2, "Protocol Version",            K::kVersion,       2,    2, M, h, s, "4.4.3"},
    {A::kFramingCapabilities,0,   3, "Framing Capabilities",        K::kMask,          4,    4, M, H, s, "4.4.3"},
    {A::kBearerCapabilities, 0,   4, "Bearer Capabilities",         K::kMask,          4,    4, M, H, s, "4.4.3"},
    {A::kTieBreaker,         0,   5, "Tie Breaker",                 K::kOctets,        8,    8, m, h, s, "4.4.3"},
    {A::kFirmwareRevision,   0,   6, "Firmware Revision",           K::kMask,          2,    2, m, H, s, "4.4.3"},
    {A::kHostName,           0,   7, "Host Name",                   K::kText,          1, kAny, M, h, s, "4.4.3"},
    {A::kVendorName,         0,   8, "Vendor Name",                 K::kText,          0, kAny, m, H, s, "4.4.3"},
    {A::kAssignedTunnel,     0,   9, "Assigned Tunnel ID",          K::kId,            2,    2, M, H, s, "4.4.3"},
    {A::kReceiveWindow,      0,  10, "Receive Window Size",         K::kWindow,        2,    2, M, h, s, "4.4.3"},
    {A::kChallenge,          0,  11, "Challenge",                   K::kOctets,        1, kAny, M, H, S, "4.4.3"},
    {A::kQ931Cause,          0,  12, "Q.931 Cause Code",            K::kQ931,          3, kAny, M, h, s, "4.4.3"},
    {A::kChallengeResponse,  0,  13, "Challenge Response",          K::kOctets,       16,   16, M, H, S, "4.4.3"},
    {A::kAssignedSession,    0,  14, "Assigned Session ID",         K::kId,            2,    2, M, H, s, "4.4.4"},
    {A::kCallSerial,         0,  15, "Call Serial Number",          K::kNumber,        4,    4, M, H, s, "4.4.4"},
    {A::kMinimumBps,         0,  16, "Minimum BPS",                 K::kNumber,        4,    4, M, H, s, "4.4.4"},
    {A::kMaximumBps,         0,  17, "Maximum BPS",                 K::kNumber,        4,    4, M, H, s, "4.4.4"},
    {A::kBearerType,         0,  18, "Bearer Type",                 K::kMask,          4,    4, M, H, s, "4.4.4"},
    {A::kFramingType,        0,  19, "Framing Type",                K::kMask,          4,    4, M, H, s, "4.4.4"},
    {A::kCalledNumber,       0,  21, "Called Number",               K::kText,          0, kAny, M, H, s, "4.4.4"},
    {A::kCallingNumber,      0,  22, "Calling Number",              K::kText,          0, kAny, M, H, s, "4.4.4"},
    {A::kSubAddress,         0,  23, "Sub-Address",                 K::kText,          0, kAny, M, H, s, "4.4.4"},
    {A::kTxConnectSpeed,     0,  24, "(Tx) Connect Speed",          K::kNumber,        4,    4, M, H, s, "4.4.4"},
    {A::kPhysicalChannel,    0,  25, "Physical Channel ID",         K::kNumber,        4,    4, m, H, s, "4.4.4"},
    {A::kInitialReceivedLcp, 0,  26, "Initial Received LCP CONFREQ",K::kOctets,        0, kAny, m, H, s, "4.4.5"},
    {A::kLastSentLcp,        0,  27, "Last Sent LCP CONFREQ",       K::kOctets,        0, kAny, m, H, s, "4.4.5"},
    {A::kLastReceivedLcp,    0,  28, "Last Received LCP CONFREQ",   K::kOctets,        0, kAny, m, H, s, "4.4.5"},
    {A::kProxyAuthType,      0,  29, "Proxy Authen Type",           K::kNumber,        2,    2, m, H, s, "4.4.5"},
    {A::kProxyAuthName,      0,  30, "Proxy Authen Name",           K::kText,          0, kAny, m, H, s, "4.4.5"},
    {A::kProxyAuthChallenge, 0,  31, "Proxy Authen Challenge",      K::kOctets,        0, kAny, m, H, S, "4.4.5"},
    {A::kProxyAuthId,        0,  32, "Proxy Authen ID",             K::kNumber,        2,    2, m, H, s, "4.4.5"},
    {A::kProxyAuthResponse,  0,  33, "Proxy Authen Response",       K::kOctets,        0, kAny, m, H, S, "4.4.5"},
    {A::kCallErrors,         0,  34, "Call Errors",                 K::kCallErrors,   26,   26, M, H, s, "4.4.6"},
    {A::kAccm,               0,  35, "ACCM",                        K::kAccm,         10,   10, M, H, s, "4.4.6"},
    {A::kRandomVector,       0,  36, "Random Vector",               K::kOctets,        0, kAny, M, h, s, "4.4.1"},
    {A::kPrivateGroup,       0,  37, "Private Group ID",            K::kOctets,        0, kAny, m, H, s, "4.4.4"},
    {A::kRxConnectSpeed,     0,  38, "Rx Connect Speed",            K::kNumber,        4,    4, m, H, s, "4.4.4"},
    {A::kSequencingRequired, 0,  39, "Sequencing Required",         K::kFlag,          0,    0, M, h, s, "4.4.4"},
    {A::kPppDisconnectCause, 0,  46, "PPP Disconnect Cause Code",   K::kDisconnect,    5, kAny, m, H, s, "RFC 3145"},
    {A::kTxConnectSpeedBps,  0,  74, "Tx Connect Speed BPS",        K::kNumber,        8,    8, m, H, s, "RFC 3931"},
    {A::kRxConnectSpeedBps,  0,  75, "Rx Connect Speed BPS",        K::kNumber,        8,    8, m, H, s, "RFC 3931"},
    {A::kPortName,           9, 100, "Cisco Client Port",           K::kText,          0, kAny, m, h, s, "Cisco"},
}};
// clang-format on

constexpr bool rows_are_in_order() {
    for (std::size_t i = 0; i < kAvpCount; ++i)
        if (static_cast<std::size_t>(kCatalogue[i].avp) != i) return false;
    return true;
}
static_assert(rows_are_in_order());

}  // namespace

const AvpInfo& info_of(Avp avp) { return kCatalogue[static_cast<std::size_t>(avp)]; }

const AvpInfo* find_avp(std::uint16_t vendor, std::uint16_t type) {
    for (const auto& row : kCatalogue)
        if (row.vendor == vendor && row.type == type) return &row;
    return nullptr;
}

std::span<const AvpInfo> avp_catalogue() { return kCatalogue; }

}  // namespace l2tp
