// How a control connection is agreed upon: what SCCRQ, SCCRP and SCCCN say, the peer's answer to our challenge and ours
// to its, the tie breaker; and which event of the state table a message of the control connection is. RFC 2661 sections
// 5.1, 5.1.1, 4.4.3 and 7.2. Owned by its tunnel; when the tunnel is established or over only what the peer said of
// itself is left.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "l2tp/call_checks.h"
#include "l2tp/challenges.h"
#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "l2tp/peer_address.h"
#include "l2tp/result_codes.h"
#include "l2tp/shown_tunnel_state.h"
#include "l2tp/tunnel_fsm.h"

namespace l2tp {

struct Context;
struct HandshakeRecord;
struct ProtocolError;
class TunnelLink;
struct TunnelSettings;

/// What the peer said of itself in its SCCRQ or SCCRP. Texts are as they came.
struct PeerFacts {
    std::string name;
    std::optional<std::string> vendor;
    std::optional<std::uint16_t> firmware;
    Capabilities can;
};

/// One event of a tunnel, and why the tunnel ends if it does.
struct TunnelInput {
    TunnelEvent event;
    ResultCode why{};
};

class Handshake {
  public:
    Handshake() = default;
    /// Goes on from what save() gave.
    explicit Handshake(HandshakeRecord record);
    HandshakeRecord save() const;

    /// We ask for a tunnel, or the peer does.
    void begin();
    /// The tunnel is established or over.
    void end() { challenges_.reset(); }

    // Messages of ours, of a handshake that has begun. With a challenge if the settings say so --------------------

    Sccrq make_request(Context& context, const TunnelLink& link);
    Sccrp make_reply(Context& context, const TunnelLink& link);
    Scccn make_confirmation(const TunnelLink& link) const;

    // Messages of the peer: what they say is remembered, the link learns the peer's id, window and path -----------

    /// What speaks against a request that these settings serve; empty: nothing.
    static std::optional<ResultCode> why_refused(const Sccrq& request, const TunnelSettings& settings);
    /// A request that nothing speaks against.
    void take_request(TunnelLink& link, const Sccrq& request);
    /// Any message, of a tunnel that is in this state; came by `from`.
    TunnelInput judge(TunnelLink& link, const Path& from, ShownTunnelState state, const Message& message);
    /// Of a tunnel that we have opened: the reply that did it, sent once more as a message of its own. It is no harm, but to a
    /// strict group (section 7.2.1).
    static bool repeats_reply(const TunnelLink& link, const Message& message);
    /// A message that cannot be used.
    static TunnelInput judge(TunnelLink& link, const Path& from, ShownTunnelState state, const ProtocolError& error);

    // Questions ---------------------------------------------------------------------------------------------

    const PeerFacts& peer() const { return peer_; }
    /// Null: no handshake is going on.
    const Challenges* challenges() const { return challenges_.get(); }
    /// Did our message carry this challenge?
    bool has_challenged_with(const Bytes& challenge) const;

  private:
    std::optional<Bytes> make_challenge(Context& context, const TunnelSettings& settings);
    static TunnelInput judge_stop(TunnelLink& link, const Path& from, ShownTunnelState state, PeerTunnelId assigned,
                                  const ResultCode& result);
    TunnelInput judge_reply(TunnelLink& link, const Path& from, const Sccrp& reply);
    std::optional<ResultCode> check_response(MessageType carried_in, const std::optional<ChallengeResponse>& response,
                                             const TunnelSettings& settings) const;

    PeerFacts peer_;
    std::unique_ptr<Challenges> challenges_;
};

}  // namespace l2tp
