// One struct a control message of RFC 2661 section 6, with complete, typed meaning: what a decoded struct holds
// has been checked; nothing downstream validates again. Strings from the peer are raw bytes, not yet fit for a
// log line, a file name or an environment. Which AVP is in which field is in avp_table.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "l2tp/bytes.h"
#include "l2tp/ids.h"
#include "l2tp/result_codes.h"

namespace l2tp {

using ChallengeResponse = std::array<std::uint8_t, 16>;

/// Message Type AVP values, RFC 2661 section 3.2.
enum class MessageType : std::uint16_t {
    kSccrq = 1, kSccrp = 2, kScccn = 3, kStopCcn = 4, kHello = 6,
    kOcrq = 7, kOcrp = 8, kOccn = 9, kIcrq = 10, kIcrp = 11, kIccn = 12, kCdn = 14, kWen = 15, kSli = 16,
};

/// A vendor specific AVP that is carried, not interpreted (RFC 5515 access line information, vendor 3561).
struct VendorAvp {
    std::uint16_t vendor = 0;
    std::uint16_t type = 0;
    Bytes value;
    bool operator==(const VendorAvp&) const = default;
};

struct ProtocolVersion {
    std::uint8_t version = 1;
    std::uint8_t revision = 0;
    bool operator==(const ProtocolVersion&) const = default;
};

/// RFC 3145: why PPP ended, told to the other side in a CDN.
struct PppDisconnectCause {
    std::uint16_t code = 0;
    std::uint16_t protocol = 0;
    std::uint8_t direction = 0;  ///< 0 global, 1 at the peer, 2 at the local side
    std::string message;
    bool operator==(const PppDisconnectCause&) const = default;
};

/// Q.931 Cause Code AVP 12.
struct Q931Cause {
    std::uint16_t code = 0;
    std::uint8_t message = 0;
    std::string advisory;
    bool operator==(const Q931Cause&) const = default;
};

inline constexpr std::uint32_t kFramingSync = 1, kFramingAsync = 2;
inline constexpr std::uint32_t kBearerDigital = 1, kBearerAnalog = 2;

/// Of what one machine adds to the AVP "Switches Passed".
inline constexpr std::size_t kSwitchIdSize = 8;

/// Proxy Authen Type AVP 29.
enum class ProxyAuthType : std::uint16_t { kTextual = 1, kChap = 2, kPap = 3, kNone = 4, kMsChapV1 = 5 };

/// AVPs 26-28: LCP options (without the four byte LCP header) of the CONFREQs between user and LAC.
struct ProxyLcp {
    std::optional<Bytes> initial_received;
    std::optional<Bytes> last_sent;
    std::optional<Bytes> last_received;
    bool operator==(const ProxyLcp&) const = default;
};

/// AVPs 29-33. For PAP the response is the password: never printed.
struct ProxyAuth {
    std::optional<std::uint16_t> type;
    std::optional<std::string> name;
    std::optional<Bytes> challenge;
    std::optional<std::uint16_t> id;  ///< the low byte is the PPP identifier
    std::optional<Bytes> response;
    bool operator==(const ProxyAuth&) const = default;
};

struct Sccrq {
    static constexpr MessageType kType = MessageType::kSccrq;
    ProtocolVersion version;
    std::uint32_t framing = 0;
    std::optional<std::uint32_t> bearer;
    std::optional<std::array<std::uint8_t, 8>> tie_breaker;
    std::optional<std::uint16_t> firmware;
    std::string host_name;
    std::optional<std::string> vendor_name;
    PeerTunnelId assigned_tunnel;  ///< in a message that we send: our id, under the receiver's view
    std::optional<std::uint16_t> receive_window;
    std::optional<Bytes> challenge;
    bool operator==(const Sccrq&) const = default;
};

struct Sccrp {
    static constexpr MessageType kType = MessageType::kSccrp;
    ProtocolVersion version;
    std::uint32_t framing = 0;
    std::optional<std::uint32_t> bearer;
    std::optional<std::uint16_t> firmware;
    std::string host_name;
    std::optional<std::string> vendor_name;
    PeerTunnelId assigned_tunnel;
    std::optional<std::uint16_t> receive_window;
    std::optional<Bytes> challenge;
    std::optional<ChallengeResponse> challenge_response;
    bool operator==(const Sccrp&) const = default;
};

struct Scccn {
    static constexpr MessageType kType = MessageType::kScccn;
    std::optional<ChallengeResponse> challenge_response;
    bool operator==(const Scccn&) const = default;
};

struct StopCcn {
    static constexpr MessageType kType = MessageType::kStopCcn;
    PeerTunnelId assigned_tunnel;
    ResultCode result;
    bool operator==(const StopCcn&) const = default;
};

struct Hello {
    static constexpr MessageType kType = MessageType::kHello;
    bool operator==(const Hello&) const = default;
};

/// Of a received message: some of its values were hidden (RFC 2661 section 4.3). Of one that is to be sent: all that may be
/// hidden is, where the tunnel has a secret. No part of what the message says: two that differ in it alone are equal.
struct CameHidden {
    bool value = false;
    bool operator==(const CameHidden&) const { return true; }
};

struct Icrq {
    static constexpr MessageType kType = MessageType::kIcrq;
    PeerSessionId assigned_session;
    std::uint32_t serial = 0;
    std::optional<std::uint32_t> bearer;
    std::optional<std::uint32_t> physical_channel;
    std::optional<std::string> calling_number;
    std::optional<std::string> called_number;
    std::optional<std::string> sub_address;
    std::optional<std::string> port_name;       ///< vendor 9 AVP 100
    std::optional<std::uint64_t> tx_speed_bps;  ///< AVPs 74, 75 (RFC 3931): speeds of 2^32 and more
    std::optional<std::uint64_t> rx_speed_bps;
    std::optional<Bytes> switches;              ///< machines that forwarded the call from tunnel to tunnel: kSwitchIdSize octets each
    std::vector<VendorAvp> access_line;         ///< RFC 5515
    CameHidden hidden;
    bool operator==(const Icrq&) const = default;
};

struct Icrp {
    static constexpr MessageType kType = MessageType::kIcrp;
    PeerSessionId assigned_session;
    bool operator==(const Icrp&) const = default;
};

struct Iccn {
    static constexpr MessageType kType = MessageType::kIccn;
    std::uint32_t tx_speed = 0;
    std::uint32_t framing = kFramingSync;
    std::optional<std::uint32_t> rx_speed;
    ProxyLcp proxy_lcp;
    ProxyAuth proxy_auth;
    std::optional<Bytes> private_group;
    std::optional<std::uint64_t> tx_speed_bps;
    std::optional<std::uint64_t> rx_speed_bps;
    bool sequencing_required = false;
    CameHidden hidden;
    bool operator==(const Iccn&) const = default;
};

struct Ocrq {
    static constexpr MessageType kType = MessageType::kOcrq;
    PeerSessionId assigned_session;
    std::uint32_t serial = 0;
    std::uint32_t minimum_bps = 0;
    std::uint32_t maximum_bps = 0;
    std::uint32_t bearer = 0;
    std::uint32_t framing = 0;
    std::string called_number;
    std::optional<std::string> sub_address;
    bool operator==(const Ocrq&) const = default;
};

struct Ocrp {
    static constexpr MessageType kType = MessageType::kOcrp;
    PeerSessionId assigned_session;
    std::optional<std::uint32_t> physical_channel;
    bool operator==(const Ocrp&) const = default;
};

struct Occn {
    static constexpr MessageType kType = MessageType::kOccn;
    std::uint32_t tx_speed = 0;
    std::uint32_t framing = kFramingSync;
    std::optional<std::uint32_t> rx_speed;
    bool sequencing_required = false;
    bool operator==(const Occn&) const = default;
};

struct Cdn {
    static constexpr MessageType kType = MessageType::kCdn;
    ResultCode result;
    PeerSessionId assigned_session;
    std::optional<Q931Cause> q931;
    std::optional<PppDisconnectCause> disconnect;
    bool operator==(const Cdn&) const = default;
};

/// WAN-Error-Notify: totals since the call began. AVP 34.
struct Wen {
    static constexpr MessageType kType = MessageType::kWen;
    std::uint32_t crc = 0, framing = 0, hardware_overruns = 0;
    std::uint32_t buffer_overruns = 0, timeouts = 0, alignment = 0;
    bool operator==(const Wen&) const = default;
};

/// Set-Link-Info: ACCMs from the LNS to the LAC. AVP 35.
struct Sli {
    static constexpr MessageType kType = MessageType::kSli;
    std::uint32_t send_accm = 0xffffffff;
    std::uint32_t receive_accm = 0xffffffff;
    bool operator==(const Sli&) const = default;
};

using Message = std::variant<Sccrq, Sccrp, Scccn, StopCcn, Hello, Ocrq, Ocrp, Occn, Icrq, Icrp, Iccn, Cdn, Wen, Sli>;

MessageType type_of(const Message& message);
/// "SCCRQ", "ICCN", …; "unknown" for a number without a name.
const char* name_of(MessageType type);

}  // namespace l2tp
