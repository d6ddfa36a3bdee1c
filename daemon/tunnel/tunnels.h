// The host's side of control connections: sockets and kernel tunnels of established tunnels, and which tunnel a
// call to a peer may use.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "dataplane/dataplane.h"
#include "l2tp/endpoint.h"
#include "net/udp_sockets.h"
#include "os/event_loop.h"
#include "tunnel/tunnel_request.h"

namespace vpdnd {

class Tunnels {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// All outlive this object.
    Tunnels(EventLoop& loop, l2tp::Endpoint& endpoint, UdpSockets& sockets, DataPlane& dataplane)
        : loop_(loop), endpoint_(endpoint), sockets_(sockets), dataplane_(dataplane) {}

    /// Effects. up() closes the tunnel again if its socket or kernel tunnel cannot be made.
    void up(Time now, const l2tp::TunnelUp& effect);
    void down(const l2tp::TunnelDown& effect);

    /// A tunnel of this group and assignment to this peer (address, and port if we opened it) for one more session: one
    /// that is there, else a new one. Error: why none can be opened.
    tl::expected<l2tp::TunnelId, std::string> find_or_open(Time now, const TunnelRequest& request,
                                                           const l2tp::Address& remote);
    /// `stay`: it is kept without sessions.
    tl::expected<l2tp::TunnelId, std::string> open(Time now, const TunnelRequest& request, const l2tp::Address& remote,
                                                   bool stay);

    /// Where open_first() tries to open one.
    struct Candidates {
        std::vector<l2tp::Address> addresses;
        bool others = false;  ///< the caller has more, if none of these will do
        std::chrono::milliseconds try_next_after{};  ///< of silence, where there is another one; 0: when it is sure
    };
    /// A tunnel that stays without sessions, to the first of these addresses where one is established; they are tried
    /// one after the other. `done` is called once, perhaps at once. Error: "192.0.2.1:1701 was not opened: why; to
    /// 192.0.2.2:1701: why".
    using Opened = std::function<void(const tl::expected<l2tp::TunnelId, std::string>&)>;
    void open_first(const TunnelRequest& request, Candidates candidates, Opened done);

    /// The administrator closes the tunnel as soon as its users have been told: no more sessions until then.
    void begin_closing(l2tp::TunnelId tunnel);
    bool closing(l2tp::TunnelId tunnel) const;
    /// Does it end, or has it just ended, for a reason of ours: the administrator's wish or our own data plane? Its
    /// peer is not to blame. To be asked before TunnelDown is taken.
    bool given_up(l2tp::TunnelId tunnel) const;

    /// A session could not be made. If that is because the kernel tunnel vanished (somebody deleted it), the tunnel is
    /// closed with that reason: never left half alive.
    void session_failed(Time now, l2tp::TunnelId tunnel, const DataPlaneError& error);

    /// Another program deleted the kernel's tunnel: it is closed with StopCCN 2/6.
    void kernel_tunnel_lost(Time now, l2tp::TunnelId tunnel);

    /// The connected socket of an established tunnel; -1: none, or the data plane needs none.
    int udp_fd(l2tp::TunnelId tunnel) const;
    std::optional<l2tp::Path> path(l2tp::TunnelId tunnel) const;
    /// Longest IP packet in a frame of its sessions whose tunnel packet the path takes whole, as far as the kernel knows the
    /// path; 0: the tunnel's group does not ask for it (pmtu), or it cannot be said.
    std::uint16_t link_mtu(l2tp::TunnelId tunnel, bool sequencing) const;

    /// Would a tunnel to this address lead back to this machine?
    bool is_our_own(const l2tp::Address& address) const;

    /// The network says that nothing arrives on this path (path.local.ip may be the wildcard): the tunnels that we are
    /// opening on it. Anybody can say so; they are not ended by it.
    std::vector<l2tp::TunnelId> opening_on(const l2tp::Path& path) const;
    /// The peer of this established tunnel answers nothing to a call: the next calls get another tunnel, until it does. When
    /// that one is established and this one still silent, this one ends.
    void doubt(l2tp::TunnelId tunnel);
    /// One that open_first() is opening, with addresses or others left: they are tried at once.
    void try_next_address(Time now, l2tp::TunnelId tunnel);
    /// A tunnel that we are opening and that its calls have left, if it is one and no other call waits in it: ended, with
    /// StopCCN, or without a word where the peer is `unreachable`.
    void abandon(Time now, l2tp::TunnelId tunnel, bool unreachable);

    /// The VPDN group it belongs to; empty: there is no such tunnel.
    std::string group(l2tp::TunnelId tunnel) const;

    /// Called once: established (empty text), or why it ended before.
    void when_open(l2tp::TunnelId tunnel, std::function<void(const std::string& error)> done);

    /// What is known of a tunnel beside the endpoint's own, as plain data.
    struct Record {
        l2tp::TunnelId id;
        l2tp::Path path;
        std::string group;
        std::string assignment = {};    ///< as TunnelSettings has it; empty too where the peer opened the tunnel
        std::uint16_t called_port = 0;  ///< the one we sent the SCCRQ to; 0: the peer opened the tunnel
        bool path_mtu = false;  ///< TunnelSettings::path_mtu
        bool stay = false;  ///< opened by command: it is kept without sessions
        bool kernel_tunnel = false;
        bool doubted = false;      ///< it did not answer
        bool closing = false;      ///< the administrator wishes it
        bool failed_here = false;  ///< its data plane
    };
    std::vector<Record> save() const;
    /// Endpoint, sockets and data plane have taken theirs over before. Who waited for a tunnel to open waits no more.
    void adopt(const std::vector<Record>& records);

  private:
    struct Entry : Record {
        int udp_fd = -1;
        bool has_next = false;  ///< open_first(), or who called it, has an address to try instead
        std::vector<std::function<void(const std::string&)>> waiting;
    };
    struct Opening;
    void open_next(const std::shared_ptr<Opening>& opening);
    void watch_for_silence(const std::shared_ptr<Opening>& opening, l2tp::TunnelId tunnel);
    void look_for_answer(Opening& opening, l2tp::TunnelId tunnel);
    bool is_doubted(Entry& entry) const;
    void end_doubted(Time now, const Entry& successor);
    void close_failed(Time now, l2tp::TunnelId tunnel, l2tp::ErrorCode code, const std::string& why);
    tl::expected<void, std::string> make_kernel_tunnel(const l2tp::TunnelUp& effect, Entry& entry);

    EventLoop& loop_;
    l2tp::Endpoint& endpoint_;
    UdpSockets& sockets_;
    DataPlane& dataplane_;
    std::map<l2tp::TunnelId, Entry> tunnels_;
    std::set<std::pair<l2tp::IpAddress, l2tp::TunnelId>>
        by_peer_;  ///< one peer has tunnels of one group, seldom of more
};

}  // namespace vpdnd
