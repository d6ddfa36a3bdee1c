// The side of RFC 5176 that is asked: Disconnect-Request and CoA-Request, from servers that may ask for them.
//
// As the client: no socket, clock, thread or log; bytes and time in, effects out. The owner has one UDP socket (port 3799), finds the
// sender by its address, and decides what is done; here requests are proven, repetitions and replays told apart, and answers made.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/bytes.h"
#include "base/secret.h"
#include "base/time.h"
#include "radius/attributes.h"
#include "radius/packet.h"
#include "radius/packet_error.h"
#include "radius/packet_view.h"
#include "radius/random_source.h"

namespace radius {

/// Who may ask: its place in CoaSettings::senders.
enum class CoaSenderId : std::uint16_t {};
enum class CoaRequestId : std::uint64_t {};

struct CoaSender {
    std::string name;     ///< for texts
    base::Secret secret;
    Signature signature = Signature::kOptional;  ///< the Request Authenticator proves such a packet already
};

struct CoaSettings {
    std::vector<CoaSender> senders;
    /// So far may Event-Timestamp be from our time, and so long is a request remembered (RFC 5176 section 6.3).
    std::chrono::seconds window{300};
    bool timestamp_required = false;
    std::size_t most_remembered = 16384;  ///< then NAK 506
};

/// A request that is genuine and new: answer() it, now or later.
struct CoaAsked {
    CoaRequestId request{};
    CoaSenderId sender{};
    Code code{};               ///< kDisconnectRequest or kCoaRequest
    AttributeList attributes;  ///< without Message-Authenticator and Proxy-State, which are seen to here
};

/// Send it to where the request came from.
struct CoaAnswer {
    CoaSenderId sender{};
    std::string source;  ///< as given to receive()
    base::Bytes bytes;
};

using CoaEffect = std::variant<CoaAsked, CoaAnswer>;

/// What a datagram was. All but the first three change nothing but a counter.
enum class CoaVerdict : std::uint8_t {
    kNew,
    kRepetition,     ///< answered as the first time; or not yet, while the answer is awaited
    kRefused,        ///< genuine, but answered with a NAK at once
    kMalformed,      ///< length, framing
    kWrongCode,
    kNotAuthentic,   ///< another secret, or a forgery
    kUnsigned,
    kStale,          ///< its Event-Timestamp is not within the window, or is missing where it is required
    kReplayed,       ///< a packet that is remembered, from another source
};
inline constexpr std::size_t kCoaVerdicts = static_cast<std::size_t>(CoaVerdict::kReplayed) + 1;

class CoaServer {
  public:
    /// `random` outlives the server.
    CoaServer(CoaSettings settings, RandomSource& random) : settings_(std::move(settings)), random_(random) {}

    /// `source` names where the datagram came from, address and port; it is only compared. `unix_seconds`: the time of day.
    CoaVerdict receive(base::Time now, std::int64_t unix_seconds, CoaSenderId sender, std::string_view source, Octets datagram);
    /// ACK, or NAK with a cause (RFC 5176 section 3.5). A request that is not under way is ignored. An answer that cannot be written
    /// (an attribute is wrong, or all are too long) goes out without its attributes; the error says so.
    std::optional<PacketError> answer(CoaRequestId request, bool done, std::optional<std::uint32_t> error_cause = {},
                                      const AttributeList& attributes = {});
    std::vector<CoaEffect> take_effects();

    std::uint64_t count(CoaVerdict verdict) const { return counters_[static_cast<std::size_t>(verdict)]; }
    std::size_t remembered() const { return remembered_.size(); }

  private:
    /// A request is known by its authenticator, a digest over all of it and the secret.
    struct Remembered {
        CoaRequestId request{};
        CoaSenderId sender{};
        std::string source;
        SentRequest sent;
        AttributeList proxy_states;  ///< go into the answer
        base::Bytes answer;          ///< empty: not answered yet
    };
    using Key = std::pair<CoaSenderId, Authenticator>;

    CoaVerdict judge(base::Time now, std::int64_t unix_seconds, CoaSenderId sender, std::string_view source, Octets datagram);
    CoaVerdict take(base::Time until, CoaSenderId sender, std::string_view source, Packet packet);
    CoaVerdict refuse(CoaSenderId sender, std::string_view source, const PacketView& view, std::uint32_t error_cause);
    CoaVerdict repeated(const Remembered& known, std::string_view source);
    bool is_current(const AttributeList& attributes, std::int64_t unix_seconds) const;
    base::Time forgotten_at(base::Time now, std::int64_t unix_seconds, const AttributeList& attributes) const;
    void forget(base::Time now);
    tl::expected<base::Bytes, PacketError> written(const Remembered& to, bool done, std::optional<std::uint32_t> error_cause,
                                                   const AttributeList& attributes);

    CoaSettings settings_;
    RandomSource& random_;
    std::map<Key, Remembered> remembered_;
    std::multimap<base::Time, Key> expiries_;
    std::map<CoaRequestId, Key> under_way_;
    std::uint64_t last_request_ = 0;
    std::array<std::uint64_t, kCoaVerdicts> counters_{};
    std::vector<CoaEffect> effects_;
};

}  // namespace radius
