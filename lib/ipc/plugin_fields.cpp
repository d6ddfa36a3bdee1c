#include "ipc/plugin_fields.h"

namespace ipc {

// NOLINTNEXTLINE(readability-function-size): a table, in a form that misses no tag
FieldKind kind_of(PluginTag tag) {
    switch (tag) {
        case PluginTag::kMode:
        case PluginTag::kPhaseNumber:
        case PluginTag::kAuthId:
        case PluginTag::kRenegotiation:
        case PluginTag::kForceLocalChap:
        case PluginTag::kUserAddress:
        case PluginTag::kMultilink:
        case PluginTag::kBundleBy:
        case PluginTag::kAddressLater:
        case PluginTag::kInjected:
        case PluginTag::kMaster:
        case PluginTag::kCauseDirection:
        case PluginTag::kHow:
        case PluginTag::kOrigin:
        case PluginTag::kAuthMethod:
        case PluginTag::kLineKind:
        case PluginTag::kAgain:
        case PluginTag::kQuality:
        case PluginTag::kAuthInjected:
        case PluginTag::kMppePolicy:
        case PluginTag::kMppeTypes:
        case PluginTag::kGranted: return FieldKind::kU8;
        case PluginTag::kAuthType:
        case PluginTag::kTunnelId:
        case PluginTag::kPeerTunnelId:
        case PluginTag::kSessionId:
        case PluginTag::kPeerSessionId:
        case PluginTag::kMtu:
        case PluginTag::kMru:
        case PluginTag::kMrru:
        case PluginTag::kPeerMrru:
        case PluginTag::kAuthTimeout:
        case PluginTag::kFramedMtu:
        case PluginTag::kExitStatus:
        case PluginTag::kCauseCode:
        case PluginTag::kControlProtocol:
        case PluginTag::kCauseProtocol: return FieldKind::kU16;
        case PluginTag::kProtocolVersion:
        case PluginTag::kPid:
        case PluginTag::kError:
        case PluginTag::kFraming:
        case PluginTag::kBearer:
        case PluginTag::kSessionTimeout:
        case PluginTag::kIdleTimeout:
        case PluginTag::kVrfIndex:
        case PluginTag::kVrfTable:
        case PluginTag::kUnit:
        case PluginTag::kBucket:
        case PluginTag::kEchoRequests:
        case PluginTag::kEchoReplies:
        case PluginTag::kEchoLeast:
        case PluginTag::kEchoMost:
        case PluginTag::kEchoInterval:
        case PluginTag::kSendAccm:
        case PluginTag::kReceiveAccm: return FieldKind::kU32;
        case PluginTag::kEchoTotal:
        case PluginTag::kTxSpeed:
        case PluginTag::kRxSpeed: return FieldKind::kU64;
        case PluginTag::kLocalAddress:
        case PluginTag::kFramedAddress:
        case PluginTag::kPeerAddress: return FieldKind::kAddress;
        case PluginTag::kInitialLcp:
        case PluginTag::kLastSentLcp:
        case PluginTag::kLastReceivedLcp:
        case PluginTag::kAccessLine:
        case PluginTag::kAuthName:
        case PluginTag::kAuthChallenge:
        case PluginTag::kAuthMessage:
        case PluginTag::kDnsServers:
        case PluginTag::kWinsServers:
        case PluginTag::kMppeKeys:
        case PluginTag::kScriptVariables:
        case PluginTag::kOwnOptions:
        case PluginTag::kUserOptions:
        case PluginTag::kAuthResponse: return FieldKind::kBytes;
        case PluginTag::kPackageVersion:
        case PluginTag::kPppdVersion:
        case PluginTag::kText:
        case PluginTag::kCallingNumber:
        case PluginTag::kCalledNumber:
        case PluginTag::kPortName:
        case PluginTag::kPeerName:
        case PluginTag::kPeerHost:
        case PluginTag::kGroup:
        case PluginTag::kInterface:
        case PluginTag::kInterfaceName:
        case PluginTag::kEndpoint:
        case PluginTag::kPeerEndpoint:
        case PluginTag::kBundle: return FieldKind::kText;
    }
    return FieldKind::kUnknown;
}

bool known(PluginMessage type) {
    switch (type) {
        case PluginMessage::kHello:
        case PluginMessage::kCall:
        case PluginMessage::kDetached:
        case PluginMessage::kFailed:
        case PluginMessage::kPhase:
        case PluginMessage::kLcpUp:
        case PluginMessage::kAuthenticated:
        case PluginMessage::kIpUp:
        case PluginMessage::kIpDown:
        case PluginMessage::kEnded:
        case PluginMessage::kAskAddress:
        case PluginMessage::kForked:
        case PluginMessage::kReady:
        case PluginMessage::kAuthenticate:
        case PluginMessage::kQuality:
        case PluginMessage::kNegotiated:
        case PluginMessage::kWelcome:
        case PluginMessage::kRefused:
        case PluginMessage::kConnect:
        case PluginMessage::kForward:
        case PluginMessage::kLocal:
        case PluginMessage::kReject:
        case PluginMessage::kDetach:
        case PluginMessage::kBridged:
        case PluginMessage::kHangUp:
        case PluginMessage::kAddress:
        case PluginMessage::kFork:
        case PluginMessage::kLine:
        case PluginMessage::kJudged:
        case PluginMessage::kJudge:
        case PluginMessage::kVerdict: return true;
    }
    return false;
}

}  // namespace ipc
