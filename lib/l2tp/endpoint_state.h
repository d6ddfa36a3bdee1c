// Inside of Endpoint, shared by endpoint.cpp, endpoint_requests.cpp and endpoint_sccrq.cpp.
#pragma once

#include <optional>
#include <string_view>

#include "l2tp/address_rates.h"
#include "l2tp/context.h"
#include "l2tp/message_codec.h"
#include "l2tp/tunnel_table.h"

namespace l2tp {

struct Endpoint::State {
    State(EndpointSettings settings, Host& host, Tracer& tracer)
        : context{std::move(settings), host, tracer, {}, {}, {}, 0, {}, 0, false, false} {}

    /// A message for tunnel id 0: SCCRQ, or a StopCCN by a peer that does not know our id yet. Nothing else needs that.
    void receive_without_id(const Path& path, const ControlHeader& header, std::span<const std::uint8_t> datagram);
    /// The tunnel that a StopCCN for tunnel id 0 ends, if its peer may lack our id. `assigned` was read without a secret; 0: the
    /// id may be hidden, and is read with the secrets of the tunnels that this peer has asked for, as long as that is little work.
    Tunnel* find_stopped(const Path& path, std::span<const std::uint8_t> body, PeerTunnelId assigned);
    /// An SCCRQ as it came, decoded as far as it can be read without a secret.
    struct Arrival {
        const Path& path;
        const ControlHeader& header;
        std::span<const std::uint8_t> datagram;
        const Decoded& decoded;
        const Sccrq& request() const { return std::get<Sccrq>(*decoded.message); }
        std::span<const std::uint8_t> body() const { return message_body(datagram, header); }
    };
    void receive_request(const Path& path, const ControlHeader& header, std::span<const std::uint8_t> datagram,
                         const tl::expected<Decoded, ProtocolError>& decoded);
    void on_sccrq(const Arrival& arrival);
    /// A request of a peer that is served: a tunnel, if there is a place for it.
    void answer_request(const Arrival& arrival, const Sccrq& full, const TunnelSettingsPtr& settings);
    /// Gives a retransmission to the tunnel that it asked for: true. Else the request may open one.
    bool is_retransmission(const Path& path, PeerTunnelId assigned, std::span<const std::uint8_t> body);
    std::optional<ResultCode> why_refused(const Sccrq& request, const TunnelSettings& settings);
    /// Tells the sender of an SCCRQ why there is no tunnel: once, and nothing is remembered. If it is lost the peer sends
    /// its request again (section 5.8). On tunnel 0 if the request did not name its own (section 4.4.3).
    void refuse(const Path& path, PeerTunnelId assigned, std::string_view name, const ResultCode& why,
                std::string_view reason = {});
    /// The same to the sender of a request that a group serves: in full only to one whose address is configured. Our log has the
    /// reason in any case.
    void refuse(const Path& path, const Sccrq& request, const TunnelSettings& settings, const ResultCode& why);
    /// False: a tunnel of ours wins, or both lose and ours is gone. Ours that lose go when the peer's is established.
    bool may_win_ties(const Path& path, const Sccrq& request);
    /// End what gives way to a tunnel that a peer asked for and that is established: those under the same id of the peer's,
    /// and those of ours whose tie breaker lost.
    void end_namesakes(const Tunnel& tunnel);
    void end_tie_losers(const Tunnel& tunnel);
    /// Runs one event of a session that the host names; nothing if it is gone.
    void run(Time now, SessionKey key, SessionInput input);
    void send_in_session(Time now, SessionKey key, Role role, const Message& message);
    /// Runs `input` on the tunnel and brings the table up to date.
    template <class Input>
    void with(Tunnel& tunnel, const Input& input) {
        const auto mark = context.effects.size();
        const bool was_established = tunnel.established(), was_gone = tunnel.probe_sign() == PeerSign::kGone;
        input(tunnel);
        const auto behind = context.effects.size();
        const bool came_up = !was_established && tunnel.established();
        const bool is_gone_now = !was_gone && tunnel.probe_sign() == PeerSign::kGone;
        const auto path = tunnel.path();
        tunnels.update(tunnel);
        if (came_up || is_gone_now) end_silent_on(path);
        if (!came_up || tunnel.initiated_here()) return;
        end_namesakes(tunnel);
        tell_first(mark, behind);
        end_tie_losers(tunnel);
    }
    /// What became of the established tunnels on a path, of all of them: the last one that fits.
    enum class OldTunnels : std::uint8_t { kNone, kSilent, kProbed, kAnswer };
    /// An SCCRQ came on it: they are asked whether their peer is still there, or were just now.
    OldTunnels probe_tunnels_on(const Path& path, PeerTunnelId assigned);
    /// Ends those that do not answer and have a successor.
    void end_silent_on(const Path& path);
    /// Puts the effects from number `behind` on in front of number `mark`: a tunnel that gives way ends before its successor
    /// comes up.
    void tell_first(std::size_t mark, std::size_t behind);

    Context context;
    TunnelTable tunnels;
    AddressRates requests, refusals;  ///< by network_of()
};

}  // namespace l2tp
