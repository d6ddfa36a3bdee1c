#include "reason/end_reason.h"

#include <algorithm>
#include <array>

namespace vpdnd {
namespace {

using l2tp::CdnResult;
using l2tp::ErrorCode;
using E = EndCause;

/// Values of Acct-Terminate-Cause, RFC 2866 section 5.10.
enum Acct : std::uint8_t {
    kUserRequest = 1, kLostCarrierCause, kLostService, kIdleTimeout, kSessionTimeout, kAdminReset, kAdminReboot, kPortError,
    kNasError, kNasRequest, kNasReboot, kPortUnneeded, kPortPreempted, kPortSuspended, kServiceUnavailable, kCallback,
    kUserError, kHostRequest,
};

constexpr auto kLost = CdnResult::kLostCarrier;
constexpr auto kError = CdnResult::kGeneralError;
constexpr auto kAdmin = CdnResult::kAdministrative;
constexpr auto kTemporary = CdnResult::kNoFacilitiesTemporary;
constexpr auto kPermanent = CdnResult::kNoFacilitiesPermanent;
constexpr auto kNone = ErrorCode::kNone;
constexpr auto kVendor = ErrorCode::kVendorSpecific;
constexpr auto kResources = ErrorCode::kNoResources;

// RFC 3145 section 3: 1 administrative disconnect, 3 normal end, 5 LCP time-out, 7 looped back, 8 no echo, 16 authentication
// failed. Direction: 0 does not matter, 1 caused by the user, 2 by this side.
// clang-format off
constexpr std::array kRows = {
    //           cause                  name                    CDN         error       3145  dir  accounting           text
    EndReasonRow{E::kPppEnded,          "ppp-ended",            kAdmin,     kNone,      0,    0,   kUserRequest,        "PPP ended"},
    EndReasonRow{E::kPppSignal,         "ppp-signal",           kAdmin,     kNone,      0,    0,   kAdminReset,         "PPP ended by a signal"},
    EndReasonRow{E::kIdle,              "idle-timeout",         kAdmin,     kNone,      3,    2,   kIdleTimeout,        "idle timeout"},
    EndReasonRow{E::kSessionTime,       "session-timeout",      kAdmin,     kNone,      3,    2,   kSessionTimeout,     "session time is over"},
    EndReasonRow{E::kTrafficLimit,      "traffic-limit",        kAdmin,     kNone,      3,    2,   kSessionTimeout,     "traffic limit reached"},
    EndReasonRow{E::kEchoFailure,       "echo-failure",         kLost,      kNone,      8,    0,   kLostCarrierCause,   "the user does not answer echo requests"},
    EndReasonRow{E::kLineLost,          "line-lost",            kLost,      kNone,      0,    0,   kLostCarrierCause,   "the link was lost"},
    EndReasonRow{E::kLoopback,          "loopback",             kError,     kVendor,    7,    0,   kPortError,          "the link is looped back"},
    EndReasonRow{E::kNegotiationFailed, "negotiation-failed",   kError,     kVendor,    5,    0,   kUserError,          "PPP negotiation failed"},
    EndReasonRow{E::kUserRefused,       "authentication-failed", kError,    kVendor,    16,   1,   kUserError,          "authentication failed"},
    EndReasonRow{E::kWeWereRefused,     "authentication-refused", kError,   kVendor,    0,    0,   kUserError,          "the user refused our authentication"},
    EndReasonRow{E::kPppdOptions,       "pppd-options",         kError,     kVendor,    0,    0,   kNasError,           "pppd refused its options"},
    EndReasonRow{E::kPppdPrivileges,    "pppd-privileges",      kError,     kVendor,    0,    0,   kNasError,           "pppd is not run by root"},
    EndReasonRow{E::kNoKernelPpp,       "no-kernel-ppp",        kError,     kVendor,    0,    0,   kNasError,           "the kernel has no PPP"},
    EndReasonRow{E::kPppdChannel,       "pppd-channel",         kError,     kVendor,    0,    0,   kNasError,           "pppd could not open its channel"},
    EndReasonRow{E::kPppdConnect,       "pppd-connect",         kError,     kVendor,    0,    0,   kNasError,           "pppd could not connect its channel"},
    EndReasonRow{E::kPppdScript,        "pppd-script",          kError,     kVendor,    0,    0,   kNasError,           "pppd's init script failed"},
    EndReasonRow{E::kPppdFatal,         "pppd-fatal",           kError,     kVendor,    0,    0,   kNasError,           "pppd met a fatal error"},
    EndReasonRow{E::kPppdFailed,        "pppd-failed",          kError,     kVendor,    0,    0,   kNasError,           "pppd ended without a reason"},
    EndReasonRow{E::kPluginFailed,      "plugin-failed",        kError,     kVendor,    0,    0,   kNasError,           "vpdn.so failed"},
    EndReasonRow{E::kAdministrator,     "administrator",        kAdmin,     kNone,      1,    0,   kAdminReset,         "closed by the administrator"},
    EndReasonRow{E::kStopping,          "stopping",             kAdmin,     kNone,      0,    0,   kNasReboot,          "vpdnd is stopping"},
    EndReasonRow{E::kBundleGone,        "bundle-gone",          kAdmin,     kNone,      0,    0,   kNasError,           "the bundle's interface is gone"},
    EndReasonRow{E::kNotServed,         "not-served",           kTemporary, kNone,      0,    0,   kServiceUnavailable, "the call is not served any more"},
    EndReasonRow{E::kNoService,         "no-service",           kPermanent, kNone,      0,    0,   kServiceUnavailable, "this kind of call is not served"},
    EndReasonRow{E::kNoAddress,         "no-address",           kTemporary, kNone,      0,    0,   kServiceUnavailable, "no address is free in the pool"},
    EndReasonRow{E::kSessionLimit,      "session-limit",        kTemporary, kNone,      0,    0,   kServiceUnavailable, "a limit of sessions is reached"},
    EndReasonRow{E::kNoTarget,          "no-target",            kError,     kVendor,    0,    0,   kServiceUnavailable, "no LNS took the call"},
    EndReasonRow{E::kDataPlane,         "data-plane",           kError,     kResources, 0,    0,   kNasError,           "the data plane could not be made"},
    EndReasonRow{E::kKernelSessionLost, "kernel-session-lost",  kError,     kVendor,    0,    0,   kLostService,        "another program deleted the kernel's session"},
    EndReasonRow{E::kSequencing,        "sequencing",           kError,     kVendor,    0,    0,   kNasError,           "data messages cannot be numbered"},
    EndReasonRow{E::kUserGone,          "user-gone",            kLost,      kNone,      0,    0,   kLostCarrierCause,   "the user's link is gone"},
    EndReasonRow{E::kPeerEnded,         "peer-ended",           kAdmin,     kNone,      0,    0,   kUserRequest,        "the peer ended the session"},
    EndReasonRow{E::kTunnelEnded,       "tunnel-ended",         kError,     kVendor,    0,    0,   kLostService,        "the tunnel ended"},
    EndReasonRow{E::kTieLost,           "tie-lost",             kError,     kVendor,    0,    0,   kLostService,        "the tunnel gave way to the peer's"},
    EndReasonRow{E::kControlError,      "control-error",        kError,     kVendor,    0,    0,   kNasError,           "the session was not set up"},
    EndReasonRow{E::kTargetUnreachable, "target-unreachable",   kError,     kVendor,    0,    0,   kServiceUnavailable, "the LNS cannot be reached"},
};
// clang-format on

constexpr bool in_order() {
    for (std::size_t i = 0; i < kRows.size(); ++i)
        if (kRows[i].cause != static_cast<EndCause>(i) || kRows[i].text.empty()) return false;
    return kRows.size() == static_cast<std::size_t>(E::kCount_);
}
static_assert(in_order(), "each cause needs exactly one row, in the order of the enumeration");

/// pppd's exit statuses: pppd(8), EXIT STATUS.
struct Exit {
    unsigned status;
    EndCause cause;
};
constexpr Exit kExits[] = {
    {0, E::kPppEnded},          {1, E::kPppdFatal},      {2, E::kPppdOptions},  {3, E::kPppdPrivileges}, {4, E::kNoKernelPpp},
    {5, E::kPppSignal},         {7, E::kPppdChannel},    {8, E::kPppdConnect},  {10, E::kNegotiationFailed},
    {11, E::kUserRefused},      {12, E::kIdle},          {13, E::kSessionTime}, {15, E::kEchoFailure},   {16, E::kLineLost},
    {17, E::kLoopback},         {18, E::kPppdScript},    {19, E::kWeWereRefused}, {20, E::kTrafficLimit},
};

}  // namespace

const EndReasonRow& row_of(EndCause cause) { return kRows[static_cast<std::size_t>(cause)]; }

l2tp::ResultCode cdn_for(const EndReason& reason) {
    const auto& row = row_of(reason.cause);
    std::string words(reason.words());
    return row.error == ErrorCode::kNone ? l2tp::cdn_result(row.cdn, std::move(words)) : l2tp::cdn_error(row.error, std::move(words));
}

std::optional<l2tp::PppDisconnectCause> disconnect_for(const EndReason& reason) {
    if (reason.disconnect) return reason.disconnect;
    const auto& row = row_of(reason.cause);
    if (row.disconnect_code == 0) return std::nullopt;
    return l2tp::PppDisconnectCause{row.disconnect_code, 0, row.disconnect_direction, std::string(reason.words())};
}

EndReason reason_of_exit(unsigned status) {
    const auto* found = std::ranges::find(kExits, status, &Exit::status);
    if (found != std::end(kExits)) return {.cause = found->cause};
    return {.cause = E::kPppdFailed, .text = "pppd ended with status " + std::to_string(status)};
}

}  // namespace vpdnd
