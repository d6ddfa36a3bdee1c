#include "reason/end_reason.h"

#include <algorithm>
#include <array>

namespace vpdnd {
namespace {

using l2tp::CdnResult;
using l2tp::ErrorCode;
using enum EndCause;

/// Values of Acct-Terminate-Cause, RFC 2866 section 5.10.
enum Acct : std::uint8_t {
    kUserRequest = 1,
    kLostCarrier = 2,
    kLostService = 3,
    kIdleTimeout = 4,
    kSessionTimeout = 5,
    kAdminReset = 6,
    kPortError = 8,
    kNasError = 9,
    kNasReboot = 11,
    kUnavailable = 15,
    kUserError = 17,
};

struct Cdn {
    CdnResult result;
    ErrorCode error = ErrorCode::kNone;
};
constexpr Cdn kLost{CdnResult::kLostCarrier}, kAdmin{CdnResult::kAdministrative};
constexpr Cdn kTemporary{CdnResult::kNoFacilitiesTemporary}, kPermanent{CdnResult::kNoFacilitiesPermanent};
constexpr Cdn kError{CdnResult::kGeneralError, ErrorCode::kVendorSpecific};
constexpr Cdn kResources{CdnResult::kGeneralError, ErrorCode::kNoResources};

constexpr EndReasonRow row(EndCause cause, std::string_view name, Cdn cdn, std::uint16_t disconnect_code,
                           std::uint8_t disconnect_direction, Acct accounting, std::string_view text) {
    return {cause, name, cdn.result, cdn.error, disconnect_code, disconnect_direction, accounting, text};
}

// RFC 3145 section 3: 1 administrative disconnect, 3 normal end, 5 LCP did not converge, 7 looped back, 8 no echo, 16
// authentication failed. Direction: 0 does not matter, 1 caused by the user, 2 by this side.
// clang-format off
constexpr std::array kRows = {
    //  cause               name                      CDN         3145   accounting       text
    row(kPppEnded,          "ppp-ended",              kAdmin,     0,  0, kUserRequest,    "PPP ended"),
    row(kPppSignal,         "ppp-signal",             kAdmin,     0,  0, kAdminReset,     "PPP ended by a signal"),
    row(kIdle,              "idle-timeout",           kAdmin,     3,  2, kIdleTimeout,    "idle timeout"),
    row(kSessionTime,       "session-timeout",        kAdmin,     3,  2, kSessionTimeout, "session time is over"),
    row(kTrafficLimit,      "traffic-limit",          kAdmin,     3,  2, kSessionTimeout, "traffic limit reached"),
    row(kEchoFailure,       "echo-failure",           kLost,      8,  0, kLostCarrier,    "the user does not answer echo requests"),
    row(kLineLost,          "line-lost",              kLost,      0,  0, kLostCarrier,    "the link was lost"),
    row(kLoopback,          "loopback",               kError,     7,  0, kPortError,      "the link is looped back"),
    row(kNegotiationFailed, "negotiation-failed",     kError,     5,  0, kUserError,      "PPP negotiation failed"),
    row(kUserRefused,       "authentication-failed",  kError,     16, 1, kUserError,      "authentication failed"),
    row(kWeWereRefused,     "authentication-refused", kError,     0,  0, kUserError,      "the user refused our authentication"),
    row(kPppdOptions,       "pppd-options",           kError,     0,  0, kNasError,       "pppd refused its options"),
    row(kPppdPrivileges,    "pppd-privileges",        kError,     0,  0, kNasError,       "pppd is not run by root"),
    row(kNoKernelPpp,       "no-kernel-ppp",          kError,     0,  0, kNasError,       "the kernel has no PPP"),
    row(kPppdChannel,       "pppd-channel",           kError,     0,  0, kNasError,       "pppd could not open its channel"),
    row(kPppdConnect,       "pppd-connect",           kError,     0,  0, kNasError,       "pppd could not connect its channel"),
    row(kPppdScript,        "pppd-script",            kError,     0,  0, kNasError,       "pppd's init script failed"),
    row(kPppdFatal,         "pppd-fatal",             kError,     0,  0, kNasError,       "pppd had a fatal error"),
    row(kPppdFailed,        "pppd-failed",            kError,     0,  0, kNasError,       "pppd ended without a reason"),
    row(kPluginFailed,      "plugin-failed",          kError,     0,  0, kNasError,       "vpdn.so failed"),
    row(kAdministrator,     "administrator",          kAdmin,     1,  0, kAdminReset,     "closed by the administrator"),
    row(kStopping,          "stopping",               kAdmin,     0,  0, kNasReboot,      "vpdnd is stopping"),
    row(kBundleGone,        "bundle-gone",            kAdmin,     0,  0, kNasError,       "the bundle's interface is gone"),
    row(kNotServed,         "not-served",             kTemporary, 0,  0, kUnavailable,    "the call is not served any more"),
    row(kNoService,         "no-service",             kPermanent, 0,  0, kUnavailable,    "this kind of call is not served"),
    row(kNoAddress,         "no-address",             kTemporary, 0,  0, kUnavailable,    "no address is free in the pool"),
    row(kSessionLimit,      "session-limit",          kTemporary, 0,  0, kUnavailable,    "a limit of sessions is reached"),
    row(kNoTarget,          "no-target",              kError,     0,  0, kUnavailable,    "no LNS took the call"),
    row(kDataPlane,         "data-plane",             kResources, 0,  0, kNasError,       "the data plane session could not be created"),
    row(kKernelSessionLost, "kernel-session-lost",    kError,     0,  0, kLostService,    "another program deleted the kernel's session"),
    row(kSequencing,        "sequencing",             kError,     0,  0, kNasError,       "data messages cannot be numbered"),
    row(kUserGone,          "user-gone",              kLost,      0,  0, kLostCarrier,    "the user's link is gone"),
    row(kPeerEnded,         "peer-ended",             kAdmin,     0,  0, kUserRequest,    "the peer ended the session"),
    row(kTunnelEnded,       "tunnel-ended",           kError,     0,  0, kLostService,    "the tunnel ended"),
    row(kTieLost,           "tie-lost",               kError,     0,  0, kLostService,    "tie breaker lost: the peer's tunnel is used"),
    row(kControlError,      "control-error",          kError,     0,  0, kNasError,       "the session was not set up"),
    row(kTargetUnreachable, "target-unreachable",     kError,     0,  0, kUnavailable,    "the LNS cannot be reached"),
};
// clang-format on

constexpr bool in_order() {
    for (std::size_t i = 0; i < kRows.size(); ++i)
        if (kRows[i].cause != static_cast<EndCause>(i) || kRows[i].text.empty()) return false;
    return kRows.size() == static_cast<std::size_t>(kCount_);
}
static_assert(in_order(), "each cause needs exactly one row, in the order of the enumeration");

/// pppd's exit statuses: pppd(8), EXIT STATUS.
struct Exit {
    unsigned status;
    EndCause cause;
};
constexpr Exit kExits[] = {
    {0, kPppEnded},    {1, kPppdFatal},      {2, kPppdOptions},   {3, kPppdPrivileges},     {4, kNoKernelPpp},
    {5, kPppSignal},   {7, kPppdChannel},    {8, kPppdConnect},   {10, kNegotiationFailed}, {11, kUserRefused},
    {12, kIdle},       {13, kSessionTime},   {15, kEchoFailure},  {16, kLineLost},          {17, kLoopback},
    {18, kPppdScript}, {19, kWeWereRefused}, {20, kTrafficLimit},
};

}  // namespace

const EndReasonRow& row_of(EndCause cause) { return kRows[static_cast<std::size_t>(cause)]; }

l2tp::ResultCode cdn_for(const EndReason& reason) {
    const auto& row = row_of(reason.cause);
    std::string words(reason.words());
    if (row.error == ErrorCode::kNone) return l2tp::cdn_result(row.cdn, std::move(words));
    return l2tp::cdn_error(row.error, std::move(words));
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
    return {.cause = kPppdFailed, .text = "pppd ended with status " + std::to_string(status)};
}

}  // namespace vpdnd
