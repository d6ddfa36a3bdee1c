// All that an endpoint knows, as plain values that can be written out: Endpoint::save() makes them, Endpoint::adopt() goes on
// from them, perhaps in another process. No pointer, no closure; what can be counted or looked up from the rest is left out.
// Deadlines are times of the clock that the host hands in. A record says nothing of the host's own things (sockets, kernel
// tunnels, pppds): the host saves those.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "l2tp/challenges.h"
#include "l2tp/effects.h"
#include "l2tp/endpoint_counters.h"
#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "l2tp/peer_address.h"
#include "l2tp/pending_call.h"
#include "l2tp/sequence_number.h"
#include "l2tp/session_fsm.h"
#include "l2tp/settings.h"
#include "l2tp/time.h"
#include "l2tp/tunnel_fsm.h"
#include "l2tp/tunnel_probe.h"
#include "l2tp/tunnel_timers.h"

namespace l2tp {

/// CongestionWindow.
struct CongestionRecord {
    std::uint16_t peer_window = 4, size = 1, threshold = 4, acknowledgements = 0;
    bool operator==(const CongestionRecord&) const = default;
};

/// LossRecovery.
struct RecoveryRecord {
    SequenceNumber end = 0;
    std::uint32_t resent = 0, allowed = 0;
    std::int32_t repeats = 0;
    bool active = false, ended = false;
    bool operator==(const RecoveryRecord&) const = default;
};

/// ReliableChannel. The members are explained there.
struct ChannelRecord {
    struct Outgoing {
        Bytes datagram;
        std::uint8_t transmissions = 0, time_outs = 0;
        bool operator==(const Outgoing&) const = default;
    };
    struct Held {
        SequenceNumber ns = 0;
        Bytes datagram;
        bool operator==(const Held&) const = default;
    };
    std::vector<Outgoing> queue;  ///< not acknowledged yet, in order of Ns
    std::vector<Held> held;       ///< received ahead of order
    Time retransmit_at = kNever, acknowledge_at = kNever;
    std::uint32_t transmitted = 0, retransmissions = 0;
    SequenceNumber next_ns = 0, nr = 0;
    std::uint16_t window_held = 0, owed = 0;
    bool timed_out = false, acknowledge_now = false, closing = false;
    CongestionRecord window;
    RecoveryRecord recovery;
    bool operator==(const ChannelRecord&) const = default;
};

/// TunnelLink.
struct LinkRecord {
    TunnelId id;
    PeerTunnelId peer_id;
    bool over = false;
    Path path;
    std::uint32_t settings = 0;  ///< place in EndpointRecord::tunnel_settings
    Time patient_until{};
    ChannelRecord channel;
    bool operator==(const LinkRecord&) const = default;
};

/// Handshake.
struct HandshakeRecord {
    std::string peer_name;
    std::optional<std::string> peer_vendor;
    std::optional<std::uint16_t> peer_firmware;
    std::uint32_t peer_framing = 0;
    std::optional<std::uint32_t> peer_bearer;
    std::optional<Challenges> challenges;  ///< while the handshake goes on
    bool operator==(const HandshakeRecord&) const = default;
};

/// Session.
struct SessionRecord {
    SessionId id;
    PeerSessionId peer_id;
    SessionState state = SessionState::kIdle;
    Role role = Role::kLns;
    Direction direction = Direction::kIncoming;
    bool sequencing = false;
    std::uint32_t serial = 0;
    Time since{}, next_wen_at{}, setup_at{};
    std::string calling_number, called_number;
    std::optional<PendingCall> pending;
    bool operator==(const SessionRecord&) const = default;
};

/// SetupTimes.
struct SetupTimeRecord {
    SessionId call;
    Time at{};
    bool operator==(const SetupTimeRecord&) const = default;
};

/// TunnelCalls.
struct CallsRecord {
    std::optional<Role> last_role;
    std::vector<SessionRecord> sessions;       ///< by id
    std::vector<SessionId> waiting;            ///< of them, for the tunnel or room in its send queue; in their turn
    std::vector<SetupTimeRecord> setup_times;  ///< soonest first; some of ended or established calls too
    bool operator==(const CallsRecord&) const = default;
};

/// Tunnel, with what the endpoint's table of tunnels knows of it.
struct TunnelRecord {
    TunnelState state = TunnelState::kIdle;
    bool initiated = false, stay = false, accepted = false, was_established = false;
    std::uint64_t request_digest = 0;
    std::optional<TieBreaker> request_tie_breaker;
    Time since{};
    TunnelTimers::Table timers{};
    TunnelProbe probe;
    LinkRecord link;
    HandshakeRecord handshake;
    CallsRecord calls;
    std::uint32_t silent_ticket = 0;
    bool operator==(const TunnelRecord&) const = default;
};

/// An entry of the heap of deadlines: the tunnel's next deadline, or one before it that it had earlier.
struct DeadlineRecord {
    TunnelId tunnel;
    Time at{};
    bool operator==(const DeadlineRecord&) const = default;
};

/// A tunnel that fell silent, in order; it still is if it has the same ticket.
struct SilentRecord {
    TunnelId tunnel;
    std::uint32_t ticket = 0;
    bool operator==(const SilentRecord&) const = default;
};

/// AddressRates: what came from one address in the second that began then.
struct RateRecord {
    IpAddress address;
    Time began{};
    std::uint32_t requests = 0;
    bool operator==(const RateRecord&) const = default;
};

/// SeenRequests: digests, in order.
struct SeenRecord {
    Time began{};
    std::vector<std::uint64_t> newer, older;
    bool operator==(const SeenRecord&) const = default;
};

struct EndpointRecord {
    EndpointSettings settings;
    EndpointCounters counters;
    std::vector<Effect> effects;                  ///< not taken yet
    std::uint32_t next_serial = 0;
    bool shutting_down = false;
    std::vector<TunnelSettings> tunnel_settings;  ///< each once
    std::vector<TunnelRecord> tunnels;            ///< by id
    std::vector<DeadlineRecord> deadlines;        ///< in the heap's order
    std::vector<SilentRecord> silent;             ///< oldest first; of tunnels that were established
    std::vector<SilentRecord> silent_strangers;   ///< of the others
    std::uint32_t last_silent_ticket = 0;
    std::vector<RateRecord> request_rates, refusal_rates;  ///< by address
    SeenRecord seen;
    bool operator==(const EndpointRecord&) const = default;
};

}  // namespace l2tp
