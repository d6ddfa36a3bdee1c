// Inside of Endpoint, shared by endpoint.cpp, endpoint_requests.cpp and endpoint_sccrq.cpp.
#pragma once

#include "l2tp/context.h"
#include "l2tp/message_codec.h"
#include "l2tp/tunnel_table.h"

namespace l2tp {

struct Endpoint::State {
    State(EndpointSettings settings, Host& host, Tracer& tracer)
        : context{std::move(settings), host, tracer, {}, {}, {}, 0, {}, 0, false} {}

    /// A message for tunnel id 0: SCCRQ, or a StopCCN by a peer that does not know our id yet.
    void receive_without_id(const Path& path, const ControlHeader& header, std::span<const std::uint8_t> datagram);
    /// An SCCRQ as it came, decoded as far as it can be read without a secret.
    struct Arrival {
        const Path& path;
        const ControlHeader& header;
        std::span<const std::uint8_t> datagram;
        const Decoded& decoded;
        const Sccrq& request() const { return std::get<Sccrq>(*decoded.message); }
        std::span<const std::uint8_t> body() const { return message_body(datagram, header); }
    };
    void on_sccrq(const Arrival& arrival, TunnelId predecessor);
    void answer_request(const Arrival& arrival, const Sccrq& full, const TunnelSettingsPtr& settings,
                        std::optional<ResultCode> refusal, TunnelId predecessor);
    /// Hands a retransmission to its tunnel: true. Else the request may open a tunnel, instead of *predecessor if set.
    bool is_retransmission(const Arrival& arrival, PeerTunnelId assigned, TunnelId* predecessor);
    void refuse_malformed(const Path& path, std::span<const std::uint8_t> body, const ProtocolError& error);
    /// True if the request may go on; a tunnel of ours that lost the tie is gone then.
    bool win_or_lose_ties(const Path& path, const Sccrq& request);
    /// Runs one event of a session that the host names; nothing if it is gone.
    void run(Time now, SessionKey key, SessionInput input);
    void send_in_session(Time now, SessionKey key, Role role, const Message& message);
    /// Runs `input` on the tunnel and brings the table up to date.
    template <class Input>
    void with(Tunnel& tunnel, const Input& input) {
        const auto mark = context.effects.size();
        const auto was = std::pair(tunnel.state(), tunnel.probe_sign());
        input(tunnel);
        const auto behind = context.effects.size();
        if (tunnel.origin().predecessor && tunnel.state() == TunnelState::kEstablished) supersede_predecessor(tunnel);
        const bool came_up = was.first != TunnelState::kEstablished && tunnel.state() == TunnelState::kEstablished;
        const bool fell_silent = was.second != PeerSign::kSilent && tunnel.probe_sign() == PeerSign::kSilent;
        const auto path = tunnel.path();
        tunnels.update(tunnel);
        if (came_up || fell_silent) end_silent_on(path);
        tell_first(mark, behind);
    }
    void supersede_predecessor(Tunnel& tunnel);
    /// What became of the established tunnels on a path, of all of them: the last one that fits.
    enum class OldTunnels : std::uint8_t { kNone, kSilent, kProbed, kAnswer };
    /// An SCCRQ came on it: they are asked whether their peer is still there, or were just now.
    OldTunnels probe_tunnels_on(const Path& path);
    /// Ends those that do not answer and have a successor.
    void end_silent_on(const Path& path);
    /// Puts the effects from number `behind` on in front of number `mark`: a tunnel that gives way ends before its successor
    /// comes up.
    void tell_first(std::size_t mark, std::size_t behind);
    /// Whether this SCCRQ, for a peer's id that is in use, is no retransmission but by a peer that restarted. The new
    /// tunnel takes the place of the old one when it is established: until then somebody who only writes the peer's
    /// address into a datagram ends nothing. The predecessor, if any, is then set.
    bool is_restart(const Tunnel& known, const ControlHeader& header, std::span<const std::uint8_t> body) const;
    TunnelId make_room_for_restart(Tunnel& known);

    Context context;
    TunnelTable tunnels;
};

}  // namespace l2tp
