// The conversation between vpdnd and a pppd with vpdn.so: message types and tags, and who says what when.
//
// Transport: SEQPACKET Unix socket, one message a packet. Either an inherited socketpair end (pppd spawned by the
// daemon, option `vpdn-fd N`) or a connection to the plugin socket (pppd started by others).
// A packet is: message type (2 octets), then fields: tag (2), length (2), value. Integers in network order.
// Unknown tags are skipped; an unknown message type, a repeated tag, a field over the end: the conversation is
// broken and the receiver closes it. The plugin cannot use libstdc++, exceptions or the heap: the codec neither.
//
//   every conversation    P>D Hello                           D>P Welcome | Refused(text), then closed
//   LNS (spawned)         D>P Connect + session fd            P>D LcpUp, Negotiated…, Authenticated, IpUp, Phase…, Ended
//     before IPCP promises any address but Connect's          P>D AskAddress, D>P Address; pppd waits for it
//     when IPCP needs one and Connect had none to lend        the same with 0.0.0.0; Address has the one that is lent
//     with kQuality 1 in Connect, a bucket of 100 s           P>D Quality
//     where the daemon judges users (vpdn-auth)               P>D Authenticate, D>P Verdict; pppd waits for it. Of credentials
//                                                             that the LAC proxied the verdict is in Connect, if it was asked for
//   caller (spawned)      as LNS; the user is this machine, and the peer's addresses are not asked for
//   LAC                   P>D Call + {device fd, channel fd}  D>P Forward | Local | Reject(text)
//     after Forward       D>P Detach                          P>D Detached (channel and LCP are the daemon's now)
//                         D>P Bridged                         pppd stays parked; either side closes at the end
//     after Local         P>D Phase, Authenticated, IpUp, Ended for show; the daemon only watches
//   line (spawned)        D>P Line + PPPoE socket; then as LAC, but the daemon has device and channel already: Call comes
//     without descriptors, and after Detached pppd ends without a packet; after Local EOF from the daemon ends the link
//   waiting (vpdn-wait)   P>D Ready, or Failed(text): it cannot
//     for each call         D>P Fork + {conversation of the call, its output}   P>D Forked, in the order of Fork
//                         the forked pppd says Hello in the conversation of its call, which goes on as an LNS's or a line's
//   any time              D>P HangUp(how)                     P>D Failed(text): self-check or step failed; call ends
//     after Ended         pppd may wait for its scripts: a HangUp of the link changes nothing any more
// EOF from the daemon: a waiting pppd ends; parked pppd ends as "modem hangup"; an LNS pppd ends its link; a LAC pppd that waits for a
// decision fails the user's authentication (fail closed). EOF from the plugin: pppd is gone, the session ends.
#pragma once

#include <cstdint>

#include "ipc/auth_method.h"

namespace ipc {

/// Compared for equality; anything else is refused with both versions in the text.
inline constexpr std::uint32_t kPluginProtocolVersion = 5;
inline constexpr unsigned kMaxPluginMessage = 16384;
/// Octets of the text of HangUp.
inline constexpr unsigned kMaxCloseText = 63;

enum class PluginMessage : std::uint16_t {
    // plugin to daemon
    kHello = 1,          ///< kProtocolVersion, kPackageVersion, kPppdVersion, kPid, kMode
    kCall = 2,           ///< proxy LCP and authentication, numbers, speeds, [kInterface]: the device; of a LAC two descriptors: device,
                         ///< channel
    kDetached = 3,
    kFailed = 4,         ///< kText
    kPhase = 5,          ///< kPhaseNumber, kText (its name)
    kLcpUp = 6,          ///< kInjected, kMtu, kMru, kSendAccm, kReceiveAccm, [kEchoInterval], kAuthInjected, [kText]: why LCP was
                         ///< negotiated again, or the user asked
    kAuthenticated = 7,  ///< kAuthName, kMultilink: the link may join a bundle
    kIpUp = 8,           ///< kInterface, kUnit, kLocalAddress, kPeerAddress, [kBundle], kMaster; of a bundle also the tags 80 to
                         ///< 83; [kText]: why the interface has not the name that it was to have
    kIpDown = 9,
    kEnded = 10,         ///< kExitStatus, kText, kCauseCode, kCauseProtocol, kCauseDirection: RFC 3145 values
    kAskAddress = 11,    ///< kPeerAddress, kOrigin: may the user have this one?
    kForked = 12,        ///< kPid: a child of the daemon's; or none, and kError
    kReady = 13,         ///< Fork may come
    kAuthenticate = 14,  ///< kAuthMethod, kAuthName, kAuthId, kAuthChallenge (CHAP), kAuthResponse, kAgain: may this user
                         ///< come in?
    kJudged = 15,        ///< kGranted: the answer to Judge
    kQuality = 16,       ///< the tags 104 to 109: LCP echo of a bucket. What was said of the same bucket before is replaced
    kNegotiated = 17,    ///< kControlProtocol, kOwnOptions, kUserOptions: it has opened. An earlier one of the protocol is replaced
    // daemon to plugin
    kWelcome = 64,       ///< kProtocolVersion, kPackageVersion
    kRefused = 65,       ///< kText
    kConnect = 66,       ///< ids, policy, proxy data, addresses, [kMtu], what becomes of the interface, kQuality; one descriptor:
                         ///< the connected PPPoX socket. [kAuthTimeout]; with kGranted 1 the proxied credentials are good, and it has
                         ///< all that a Verdict has
    kForward = 67,
    kLocal = 68,
    kReject = 69,        ///< kText
    kDetach = 70,
    kBridged = 71,
    kHangUp = 72,        ///< kHow, [kText]: for the user, in LCP's Terminate-Request
    kAddress = 73,       ///< kPeerAddress, kGranted
    kFork = 74,          ///< two descriptors: the call's end of its conversation, and its standard output and error
    kLine = 75,          ///< kMru, kInterface; one descriptor: the connected PPPoE socket
    kVerdict = 76,       ///< kGranted, kAuthMessage; of a yes also kUserAddress, kAddressLater and the tags 87 to 96, as far as said
    kJudge = 77,         ///< the user of a Call is to be let in by this pppd's own means before he is forwarded
};

enum class PluginTag : std::uint16_t {
    kProtocolVersion = 1,   ///< u32
    kPackageVersion = 2,    ///< text
    kPppdVersion = 3,       ///< text
    kPid = 4,               ///< u32
    kMode = 5,              ///< u8, PluginMode
    kText = 6,              ///< text, one line
    kPhaseNumber = 7,       ///< u8, pppd's PHASE_*
    kInitialLcp = 16,       ///< AVP 26: options only, without the LCP header
    kLastSentLcp = 17,      ///< AVP 27
    kLastReceivedLcp = 18,  ///< AVP 28
    kAuthType = 19,         ///< u16, AVP 29
    kAuthName = 20,         ///< bytes
    kAuthChallenge = 21,    ///< bytes
    kAuthId = 22,           ///< u8
    kAuthResponse = 23,     ///< bytes; secret
    kCallingNumber = 32,    ///< text
    kCalledNumber = 33,     ///< text
    kPortName = 34,         ///< text
    kFraming = 35,          ///< u32, AVP 19
    kBearer = 36,           ///< u32, AVP 18
    kTxSpeed = 37,          ///< u64, bit/s
    kRxSpeed = 38,          ///< u64, bit/s
    kAccessLine = 39,       ///< bytes, lines of NAME=VALUE: what RFC 5515 tells of the user's access line
    kLineKind = 40,         ///< u8, LineKind
    kTunnelId = 48,         ///< u16, local
    kPeerTunnelId = 49,     ///< u16
    kSessionId = 50,        ///< u16, local
    kPeerSessionId = 51,    ///< u16
    kRenegotiation = 52,    ///< u8, LcpRenegotiation
    kForceLocalChap = 53,   ///< u8, 0 or 1
    kLocalAddress = 54,     ///< 4 octets
    kPeerAddress = 55,      ///< 4 octets
    kUserAddress = 56,      ///< u8, 1: the user may choose the address
    kMultilink = 57,        ///< u8, 0 or 1
    kBundleBy = 58,         ///< u8, BundleBy
    kAddressLater = 59,     ///< u8, 1: the pool had none; AskAddress of 0.0.0.0 (kLent) when IPCP needs one
    kPeerName = 60,         ///< text, Host Name of the LAC
    kPeerHost = 61,         ///< text, IP address of the LAC
    kGroup = 62,            ///< text, of the configuration
    kInjected = 64,         ///< u8, 1: proxied LCP is in force
    kMtu = 65,              ///< u16
    kMru = 66,              ///< u16
    kSendAccm = 67,         ///< u32
    kReceiveAccm = 68,      ///< u32
    kInterface = 69,        ///< text
    kBundle = 70,           ///< text
    kMaster = 71,           ///< u8, 1: this link owns the bundle's interface
    kExitStatus = 72,       ///< u16, pppd's EXIT_*
    kCauseCode = 73,        ///< u16, RFC 3145
    kCauseProtocol = 74,    ///< u16
    kCauseDirection = 75,   ///< u8
    kHow = 76,              ///< u8, HangUpHow
    kOrigin = 77,           ///< u8, AddressOrigin
    kGranted = 78,          ///< u8, 0 or 1
    kError = 79,            ///< u32, errno
    kMrru = 80,             ///< u16, what we take (RFC 1990 section 5.1.1)
    kPeerMrru = 81,         ///< u16, what the user takes
    kEndpoint = 82,         ///< text: our endpoint discriminator, as pppd writes it
    kPeerEndpoint = 83,     ///< text: the user's
    kAuthMethod = 84,       ///< u8, AuthMethod
    kAuthTimeout = 85,      ///< u16, seconds: the daemon says its verdict before
    kAuthMessage = 86,      ///< bytes, for the user
    kFramedAddress = 87,    ///< 4 octets: the user's by a server; AskAddress (kServer) before IPCP promises it
    kFramedMtu = 88,        ///< u16
    kSessionTimeout = 89,   ///< u32, seconds
    kIdleTimeout = 90,      ///< u32, seconds
    kDnsServers = 91,       ///< bytes: one or two IPv4 addresses
    kWinsServers = 92,      ///< bytes: the same
    kMppeKeys = 93,         ///< bytes; secret: send and receive key of 16 octets each, or MS-CHAPv1's one
    kMppePolicy = 94,       ///< u8, MS-MPPE-Encryption-Policy (RFC 2548 section 2.4.4), with or without keys
    kMppeTypes = 95,        ///< u8, MS-MPPE-Encryption-Types
    kScriptVariables = 96,  ///< bytes: lines of NAME=VALUE, for the environment of scripts
    kInterfaceName = 97,    ///< text: what the interface is to be called; %u in it: the user
    kVrfIndex = 98,         ///< u32, of the VRF that the interface is put into
    kVrfTable = 99,         ///< u32, its routing table
    kUnit = 100,            ///< u32, the kernel's number of the PPP interface, which its name need not have
    kAgain = 101,           ///< u8, 1: the user is in, this is his answer to a later challenge; else it is a login
    kBucket = 104,          ///< u32, number of 100 s since the link's first LCP Echo-Request
    kEchoRequests = 105,    ///< u32: that were answered or are lost
    kEchoReplies = 106,     ///< u32
    kEchoTotal = 107,       ///< u64, microseconds: all round trips together
    kEchoLeast = 108,       ///< u32, microseconds
    kEchoMost = 109,        ///< u32, microseconds
    kEchoInterval = 110,    ///< u32, seconds: pppd's lcp-echo-interval; 0: it asks for no echo
    kQuality = 111,         ///< u8, 1: the daemon wants Quality
    kAuthInjected = 112,    ///< u8, 1: the proxied answer was given to pppd
    kControlProtocol = 113, ///< u16, PPP's number of it
    kOwnOptions = 114,      ///< bytes: options of this side that the user has acknowledged, without header
    kUserOptions = 115,     ///< bytes: the user's that this side has
};

enum class PluginMode : std::uint8_t { kLns = 1, kLac = 2, kCaller = 3, kWaiting = 4, kLine = 5 };
enum class LcpRenegotiation : std::uint8_t { kNever = 0, kOnMismatch = 1, kAlways = 2 };
/// What tells the bundles of a group apart: the user, the endpoint of his side (RFC 1990 section 5.1.3), or both.
enum class BundleBy : std::uint8_t { kBoth = 0, kUser = 1, kEndpoint = 2 };
/// How a user comes to his address: by a pool, by the administrator (secrets file, options), by his own wish, by a server.
enum class AddressOrigin : std::uint8_t { kLent = 0, kFixed = 1, kChosen = 2, kServer = 3 };
/// kLink drops this link as SIGHUP does (a bundle lives on), kTerminate ends PPP as SIGTERM does.
/// kLineGone: as kLink, but nobody is at the other end any more: no packet to the user, and no wait for his answer.
enum class HangUpHow : std::uint8_t { kLink = 1, kTerminate = 2, kLineGone = 3 };

}  // namespace ipc
