#include "l2tp/message_table.h"

#include <array>

namespace l2tp {
namespace {

using A = Avp;
using T = MessageType;

constexpr bool kTunnel = false, kSession = true;

// clang-format off
constexpr std::array<MessageRow, 14> kMessages = {{
    {T::kSccrq, "SCCRQ", kTunnel,
     {A::kProtocolVersion, A::kHostName, A::kFramingCapabilities, A::kAssignedTunnel},
     {A::kBearerCapabilities, A::kReceiveWindow, A::kChallenge, A::kTieBreaker, A::kFirmwareRevision, A::kVendorName},
     false, false, "6.1"},
    {T::kSccrp, "SCCRP", kTunnel,
     {A::kProtocolVersion, A::kFramingCapabilities, A::kHostName, A::kAssignedTunnel},
     {A::kBearerCapabilities, A::kFirmwareRevision, A::kVendorName, A::kReceiveWindow, A::kChallenge,
      A::kChallengeResponse},
     false, false, "6.2"},
    {T::kScccn, "SCCCN", kTunnel, {}, {A::kChallengeResponse}, false, false, "6.3"},
    {T::kStopCcn, "StopCCN", kTunnel, {A::kAssignedTunnel, A::kResultCode}, {}, true, false, "6.4"},
    {T::kHello, "HELLO", kTunnel, {}, {}, false, false, "6.5"},
    {T::kOcrq, "OCRQ", kSession,
     {A::kAssignedSession, A::kCallSerial, A::kMinimumBps, A::kMaximumBps, A::kBearerType, A::kFramingType,
      A::kCalledNumber},
     {A::kSubAddress},
     false, false, "6.9"},
    {T::kOcrp, "OCRP", kSession, {A::kAssignedSession}, {A::kPhysicalChannel}, false, false, "6.10"},
    {T::kOccn, "OCCN", kSession, {A::kTxConnectSpeed, A::kFramingType}, {A::kRxConnectSpeed, A::kSequencingRequired},
     false, false, "6.11"},
    {T::kIcrq, "ICRQ", kSession,
     {A::kAssignedSession, A::kCallSerial},
     {A::kBearerType, A::kPhysicalChannel, A::kCallingNumber, A::kCalledNumber, A::kSubAddress, A::kPortName,
      A::kTxConnectSpeedBps, A::kRxConnectSpeedBps},
     false, true, "6.6"},
    {T::kIcrp, "ICRP", kSession, {A::kAssignedSession}, {}, false, false, "6.7"},
    {T::kIccn, "ICCN", kSession,
     {A::kTxConnectSpeed, A::kFramingType},
     {A::kInitialReceivedLcp, A::kLastSentLcp, A::kLastReceivedLcp, A::kProxyAuthType, A::kProxyAuthName,
      A::kProxyAuthChallenge, A::kProxyAuthId, A::kProxyAuthResponse, A::kPrivateGroup, A::kRxConnectSpeed,
      A::kSequencingRequired, A::kTxConnectSpeedBps, A::kRxConnectSpeedBps},
     false, false, "6.8"},
    {T::kCdn, "CDN", kSession, {A::kResultCode, A::kAssignedSession}, {A::kQ931Cause, A::kPppDisconnectCause},
     true, false, "6.12"},
    {T::kWen, "WEN", kSession, {A::kCallErrors}, {}, false, false, "6.13"},
    {T::kSli, "SLI", kSession, {A::kAccm}, {}, false, false, "6.14"},
}};
// clang-format on

}  // namespace

const MessageRow* find_message(std::uint16_t type) {
    for (const auto& row : kMessages)
        if (static_cast<std::uint16_t>(row.type) == type) return &row;
    return nullptr;
}

std::span<const MessageRow> message_table() { return kMessages; }

}  // namespace l2tp
