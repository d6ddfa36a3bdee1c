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
    kTimeLimit = 5,
    kAdminReset = 6,
    kAdminReboot = 7,
    kNasError = 9,
    kNasRequest = 10,
    kUnavailable = 15,
    kUserError = 17,
    kHostRequest = 18,
};

struct Cdn {
    CdnResult result;
    ErrorCode error = ErrorCode::kNone;
};
constexpr Cdn kLost{CdnResult::kLostCarrier}, kAdmin{CdnResult::kAdministrative};
constexpr Cdn kNowhere{CdnResult::kInvalidDestination};
constexpr Cdn kTemporary{CdnResult::kNoFacilitiesTemporary}, kPermanent{CdnResult::kNoFacilitiesPermanent};
constexpr Cdn kError{CdnResult::kGeneralError, ErrorCode::kVendorSpecific};
constexpr Cdn kResources{CdnResult::kGeneralError, ErrorCode::kNoResources};

/// PPP Disconnect Cause Code AVP, RFC 3145 section 3.
enum class Direction : std::uint8_t { kAny = 0, kUser = 1, kThisSide = 2 };
struct Disconnect {
    std::uint16_t code;
    Direction direction = Direction::kAny;
};
constexpr Disconnect kNoCode{0}, kByAdmin{1}, kNormal{3, Direction::kThisSide};
constexpr Disconnect kNoLcp{5}, kLooped{7}, kNoEcho{8}, kNoAuth{16, Direction::kUser}, kNotAuth{16, Direction::kThisSide};

constexpr EndReasonRow row(EndCause cause, std::string_view name, Cdn cdn, Disconnect disconnect, Acct accounting,
                           std::string_view text) {
    const auto direction = static_cast<std::uint8_t>(disconnect.direction);
    return {cause, name, cdn.result, cdn.error, disconnect.code, direction, accounting, text};
}

// clang-format off
constexpr std::array kRows = {
    //  cause               name                      CDN         3145      accounting       text
    row(kPppEnded,          "ppp-ended",              kAdmin,     kNoCode,  kUserRequest,   "PPP ended"),
    row(kPppSignal,         "ppp-signal",             kAdmin,     kByAdmin, kAdminReset,    "PPP ended by a signal"),
    row(kIdle,              "idle-timeout",           kAdmin,     kNormal,  kIdleTimeout,   "idle timeout"),
    row(kSessionTime,       "session-timeout",        kAdmin,     kNormal,  kTimeLimit,     "session time is over"),
    row(kTrafficLimit,      "traffic-limit",          kAdmin,     kNormal,  kNasRequest,    "traffic limit reached"),
    row(kEchoFailure,       "echo-failure",           kLost,      kNoEcho,  kLostCarrier,   "the user does not answer echo requests"),
    row(kLineLost,          "line-lost",              kLost,      kNoCode,  kLostCarrier,   "the link was lost"),
    row(kLoopback,          "loopback",               kError,     kLooped,  kUserError,     "the link is looped back"),
    row(kNegotiationFailed, "negotiation-failed",     kError,     kNoLcp,   kUserError,     "PPP negotiation failed"),
    row(kUserRefused,       "authentication-failed",  kError,     kNoAuth,  kUserError,     "authentication failed"),
    row(kWeWereRefused,     "authentication-refused", kError,     kNotAuth, kUserError,     "the user refused our authentication"),
    row(kPppdOptions,       "pppd-options",           kError,     kNoCode,  kNasError,      "pppd refused its options"),
    row(kPppdPrivileges,    "pppd-privileges",        kError,     kNoCode,  kNasError,      "pppd is not run by root"),
    row(kNoKernelPpp,       "no-kernel-ppp",          kError,     kNoCode,  kNasError,      "the kernel has no PPP"),
    row(kPppdChannel,       "pppd-channel",           kError,     kNoCode,  kNasError,      "pppd could not open its channel"),
    row(kPppdConnect,       "pppd-connect",           kError,     kNoCode,  kNasError,      "pppd could not connect its channel"),
    row(kPppdScript,        "pppd-script",            kError,     kNoCode,  kNasError,      "pppd's init script failed"),
    row(kPppdFatal,         "pppd-fatal",             kError,     kNoCode,  kNasError,      "pppd had a fatal error"),
    row(kPppdFailed,        "pppd-failed",            kError,     kNoCode,  kNasError,      "pppd ended without a reason"),
    row(kPluginFailed,      "plugin-failed",          kError,     kNoCode,  kNasError,      "vpdn.so failed"),
    row(kAdministrator,     "administrator",          kAdmin,     kByAdmin, kAdminReset,    "closed by the administrator"),
    row(kStopping,          "stopping",               kAdmin,     kNoCode,  kAdminReboot,    "vpdnd is stopping"),
    row(kBundleGone,        "bundle-gone",            kAdmin,     kNoCode,  kNasError,      "the bundle's interface is gone"),
    row(kNotServed,         "not-served",             kTemporary, kNoCode,  kUnavailable,   "the call is not served any more"),
    row(kNoRoute,           "no-route",               kNowhere,   kNoCode,  kUnavailable,   "no group takes the call"),
    row(kLoop,              "loop",                   kAdmin,     kNoCode,  kNasError,      "the call goes in a circle"),
    row(kNoService,         "no-service",             kPermanent, kNoCode,  kUnavailable,   "this kind of call is not served"),
    row(kNoAddress,         "no-address",             kTemporary, kNoCode,  kUnavailable,   "no address is free in the pool"),
    row(kAddressTaken,      "address-taken",          kTemporary, kNoCode,  kUnavailable,   "another user has the address"),
    row(kSameUser,          "same-user",              kAdmin,     kNoCode,  kAdminReset,    "the user has another call"),
    row(kReplaced,          "replaced",               kAdmin,     kNoCode,  kAdminReset,    "the user has called again"),
    row(kBundleFull,        "bundle-full",            kTemporary, kNoCode,  kUnavailable,   "the bundle has all its links"),
    row(kNoVrf,             "no-vrf",                 kTemporary, kNoCode,  kNasError,      "the VRF of its group is not there"),
    row(kTooManyAtOnce,     "too-many-at-once",       kTemporary, kNoCode,  kUnavailable,   "too many calls begin at once"),
    row(kSessionLimit,      "session-limit",          kTemporary, kNoCode,  kUnavailable,   "a limit of sessions is reached"),
    row(kNoTarget,          "no-target",              kError,     kNoCode,  kUnavailable,   "no LNS took the call"),
    row(kDataPlane,         "data-plane",             kResources, kNoCode,  kNasError,      "the data plane session could not be created"),
    row(kKernelSessionLost, "kernel-session-lost",    kError,     kNoCode,  kNasError,      "another program deleted the kernel's session"),
    row(kWayChanged,        "way-changed",            kLost,      kNoCode,  kLostCarrier,   "this machine's way to the LNS has changed"),
    row(kSequencing,        "sequencing",             kError,     kNoCode,  kNasError,      "data messages cannot be numbered"),
    row(kUserGone,          "user-gone",              kLost,      kNoCode,  kLostCarrier,   "the user's link is gone"),
    row(kPeerEnded,         "peer-ended",             kAdmin,     kNoCode,  kHostRequest,   "the peer ended the session"),
    row(kTunnelEnded,       "tunnel-ended",           kError,     kNoCode,  kLostService,   "the tunnel ended"),
    row(kTieLost,           "tie-lost",               kError,     kNoCode,  kLostService,   "tie breaker lost: the peer's tunnel is used"),
    row(kControlError,      "control-error",          kError,     kNoCode,  kNasError,      "the session was not set up"),
    row(kTargetUnreachable, "target-unreachable",     kError,     kNoCode,  kUnavailable,   "the LNS cannot be reached"),
    row(kNotAuthorized,     "tunnel-not-authorized",  kError,     kNoCode,  kUnavailable,   "the tunnel was refused as not authorized"),
    row(kRouteRejected,     "radius-rejected",        kPermanent, kNoCode,  kUserError,     "RADIUS knows no tunnel for the call"),
    row(kRouteUnanswered,   "radius-unanswered",      kTemporary, kNoCode,  kUnavailable,   "no RADIUS server answered"),
    row(kRouteUnusable,     "radius-unusable",        kError,     kNoCode,  kNasError,      "the RADIUS server's answer cannot be used"),
    row(kNotAccounted,      "not-accounted",          kTemporary, kNoCode,  kUnavailable,   "no RADIUS server took its Start"),
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

/// What a peer's PPP Disconnect Cause Code (RFC 3145 section 3) is for accounting.
struct DisconnectCause {
    std::uint16_t code;
    Acct accounting;
};
constexpr DisconnectCause kDisconnects[] = {
    {kByAdmin.code, kAdminReset}, {kNormal.code, kUserRequest},  {kNoLcp.code, kUserError},
    {kLooped.code, kUserError},   {kNoEcho.code, kLostCarrier}, {kNoAuth.code, kUserError},
};

/// Is the error one of the conversation between the two that have it?
bool of_one_conversation(const l2tp::ResultCode& code) {
    switch (static_cast<ErrorCode>(code.error.value_or(0))) {
        case ErrorCode::kNoControlConnection:
        case ErrorCode::kWrongLength:
        case ErrorCode::kBadValue:
        case ErrorCode::kInvalidSessionId:
        case ErrorCode::kUnknownMandatoryAvp:
            return code.result == static_cast<std::uint16_t>(CdnResult::kGeneralError);
        default:
            return false;
    }
}

/// From the one peer's CDN to the other's.
l2tp::ResultCode carried(const l2tp::ResultCode& code) {
    if (!of_one_conversation(code)) return code;
    return l2tp::cdn_error(ErrorCode::kVendorSpecific, l2tp::result_words(l2tp::ResultOf::kCdn, code));
}

}  // namespace

const EndReasonRow& row_of(EndCause cause) { return kRows[static_cast<std::size_t>(cause)]; }

l2tp::ResultCode cdn_for(const EndReason& reason) {
    const auto& row = row_of(reason.cause);
    const bool of_the_other = reason.by_peer && (reason.cause == kPeerEnded || reason.cause == kNoTarget);
    if (of_the_other && reason.result && reason.result->result != 0) return carried(*reason.result);
    std::string words(reason.words());
    if (row.error == ErrorCode::kNone) return l2tp::cdn_result(row.cdn, std::move(words));
    return l2tp::cdn_error(row.error, std::move(words));
}

std::uint8_t terminate_cause(const EndReason& reason) {
    // A LAC or LNS that says why by RFC 3145, or by the CDN's result alone.
    if (reason.cause == kPeerEnded) {
        if (reason.disconnect)
            for (const auto& said : kDisconnects)
                if (said.code == reason.disconnect->code) return said.accounting;
        if (reason.result && reason.result->result == static_cast<std::uint16_t>(CdnResult::kLostCarrier)) return kLostCarrier;
    }
    return row_of(reason.cause).acct_terminate_cause;
}

l2tp::ResultCode told_result(const EndReason& reason) { return reason.result ? *reason.result : cdn_for(reason); }

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
