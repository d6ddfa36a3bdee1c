// Every AVP that is understood, one row each: number, name, kind and size of its value, M and H rules.
// RFC 2661 section 4.4, RFC 3145, RFC 3931 (74, 75), RFC 5515 (vendor 3561, by vendor only).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace l2tp {

inline constexpr std::uint16_t kVendorIetf = 0;
inline constexpr std::uint16_t kVendorCisco = 9;
inline constexpr std::uint16_t kVendorAdslForum = 3561;

/// Index of a row in the catalogue, not a number on the wire.
enum class Avp : std::uint8_t {
    kMessageType, kResultCode, kProtocolVersion, kFramingCapabilities, kBearerCapabilities, kTieBreaker,
    kFirmwareRevision, kHostName, kVendorName, kAssignedTunnel, kReceiveWindow, kChallenge, kQ931Cause,
    kChallengeResponse, kAssignedSession, kCallSerial, kMinimumBps, kMaximumBps, kBearerType, kFramingType,
    kCalledNumber, kCallingNumber, kSubAddress, kTxConnectSpeed, kPhysicalChannel, kInitialReceivedLcp, kLastSentLcp,
    kLastReceivedLcp, kProxyAuthType, kProxyAuthName, kProxyAuthChallenge, kProxyAuthId, kProxyAuthResponse,
    kCallErrors, kAccm, kRandomVector, kPrivateGroup, kRxConnectSpeed, kSequencingRequired, kPppDisconnectCause,
    kTxConnectSpeedBps, kRxConnectSpeedBps, kPortName, kCount_,
};
inline constexpr std::size_t kAvpCount = static_cast<std::size_t>(Avp::kCount_);

/// How a value is laid out; also how it is printed.
enum class ValueKind : std::uint8_t {
    kMessageType, kResultCode, kVersion, kMask, kNumber, kId, kWindow, kOctets, kText, kQ931, kCallErrors, kAccm, kFlag,
    kDisconnect,
};

struct AvpInfo {
    Avp avp;
    std::uint16_t vendor;
    std::uint16_t type;
    const char* name;
    ValueKind kind;
    std::uint16_t min_size;   ///< of the value in octets
    std::uint16_t max_size;
    bool mandatory;           ///< the M bit as we send it
    bool may_hide;
    bool secret;              ///< never printed
    const char* section;
};

const AvpInfo& info_of(Avp avp);
/// Null: unknown. A vendor's numbers are never mistaken for another's.
const AvpInfo* find_avp(std::uint16_t vendor, std::uint16_t type);
std::span<const AvpInfo> avp_catalogue();

}  // namespace l2tp
