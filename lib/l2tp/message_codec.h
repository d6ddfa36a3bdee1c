// Control messages to bytes and back: RFC 2661 sections 4 and 6. What an AVP looks like, and which message takes it in
// which field, is in avp_table.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "l2tp/header.h"
#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "l2tp/result_codes.h"

namespace l2tp {

/// Fills the span with cryptographically good random octets.
using RandomSource = std::function<void(std::span<std::uint8_t>)>;

struct EncodeOptions {
    bool hide = false;         ///< hide every AVP that may be hidden; needs secret and random (section 4.3)
    std::string_view secret;   ///< of the tunnel
    bool vendor_avps = true;   ///< false: leave out vendor specific AVPs
    RandomSource random;       ///< Random Vector and padding; used only when hiding
};

/// The whole datagram; header.length is computed. AVPs come in a fixed order, with the M bits of the RFC.
/// Error texts that do not fit are cut; any other value over kMaxValueSize is left out: see check_sizes().
[[nodiscard]] Bytes encode_message(const Message& message, const ControlHeader& header,
                                   const EncodeOptions& options = {});

/// A header alone: acknowledges, carries nothing.
[[nodiscard]] Bytes encode_zlb(const ControlHeader& header);

/// Longest value that fits into an AVP in any case (hidden: two octets less than in clear).
inline constexpr std::size_t kMaxValueSize = 1015;

/// Names the first field that is too long for an AVP; empty if all fit. For data from outside (a user's LCP, a
/// number from a command) before it becomes a message of ours.
[[nodiscard]] std::optional<std::string> check_sizes(const Message& message);

/// An AVP that was skipped, as the RFC asks or tolerates.
struct IgnoredAvp {
    std::uint16_t vendor = 0;
    std::uint16_t type = 0;
    std::size_t offset = 0;     ///< from the first octet of the L2TP header
    const char* why = "";       ///< fixed text
};

/// For a log: "unknown: vendor 9 AVP 99 at octet 38".
[[nodiscard]] std::string to_string(const IgnoredAvp& avp);

/// What RFC 2661 lets refuse, and was served: doc/tolerance.md.
struct Tolerated {
    std::uint16_t avp = 0;  ///< of the IETF
    const char* why = "";   ///< fixed text
};

/// For a log: "ICRQ: AVP 15 (Call Serial Number) is missing".
[[nodiscard]] std::string to_string(std::uint16_t message_type, const Tolerated& tolerated);

struct Decoded {
    /// Empty: a message type that we do not know, M bit clear. Acknowledge it, count it, do nothing.
    std::optional<Message> message;
    std::uint16_t type = 0;             ///< the number in the Message Type AVP
    std::vector<IgnoredAvp> ignored;    ///< at most kMaxIgnoredListed
    std::size_t ignored_count = 0;
    std::vector<Tolerated> tolerated;   ///< one an AVP at most
    bool hidden_skipped = false;        ///< skip_hidden was set and there was something to skip
    unsigned digests = 0;               ///< MD5 digests that hidden values took
};

inline constexpr std::size_t kMaxIgnoredListed = 32;

/// A message that costs the peer its session or tunnel. Everything that the answer needs is here.
struct ProtocolError {
    bool session_scope = false;             ///< answer with CDN; else StopCCN
    ResultCode result;                      ///< ready to be sent, message included
    std::string text;                       ///< for the log: what is wrong, AVP number, octet offset
    std::optional<MessageType> type;        ///< if it could be read and is known
    PeerTunnelId assigned_tunnel;           ///< from SCCRQ/SCCRP/StopCCN, if it could be read
    PeerSessionId assigned_session;         ///< from ICRQ/ICRP/OCRQ/OCRP/CDN, if it could be read
    unsigned digests = 0;                   ///< MD5 digests that hidden values took
};

/// Digests that reading one message may take: as many as hide 64 kB, and 2 kB if anybody may have sent it.
inline constexpr unsigned kMostDigests = 4096;
inline constexpr unsigned kMostDigestsUnauthenticated = 128;

struct DecodeOptions {
    std::string_view secret;   ///< to unhide AVPs; empty: there is none
    /// Ignore hidden AVPs, even required ones (their fields stay at their defaults). For an SCCRQ: its Host Name,
    /// never hidden, must be read before the group, and so the secret, is known. If Decoded::hidden_skipped is
    /// then set, decode again with the secret before anything but the Host Name is used.
    bool skip_hidden = false;
    /// A hidden AVP that would take more in all cannot be read, as if its secret were another one.
    unsigned most_digests = kMostDigests;
    /// An AVP that only informs must be there and be right, as all that the RFC requires.
    bool strict = true;
};

/// The message's type, if that can be read and we know it; nothing else is looked at. `body` as below.
[[nodiscard]] std::optional<MessageType> peek_message_type(std::span<const std::uint8_t> body);

/// Decodes what follows the header (message_body(), not empty). First all AVPs are found and set against the table, then
/// the first one of each kind is decrypted and read, up to the first error: so work is bounded by the size of the body,
/// and that of decryption by the number of AVPs that the message may have.
[[nodiscard]] tl::expected<Decoded, ProtocolError> decode_message(std::span<const std::uint8_t> body,
                                                                  const DecodeOptions& options = {});

}  // namespace l2tp
