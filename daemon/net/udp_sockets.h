// All UDP sockets of the daemon: the listening ones, one connected socket a tunnel (the kernel's data path hangs on
// it), and sockets on other local ports for tunnels that need one. Which socket a datagram came from means nothing:
// all go to one receiver with both addresses.
//
// Use, by tunnel: accepted   reply_path() ... add_tunnel_socket() ... remove_tunnel_socket(), release_path()
//                 initiated  initiator_path() ... the same
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "l2tp/ids.h"
#include "l2tp/peer_address.h"
#include "l2tp/time.h"
#include "net/address_watch.h"
#include "net/packet_marks.h"
#include "net/path_registry.h"
#include "net/socket_error.h"
#include "net/udp_socket.h"
#include "os/descriptor_store.h"
#include "os/event_loop.h"

namespace vpdnd {

struct SocketCounters {
    std::uint64_t datagrams_in = 0, bytes_in = 0;
    std::uint64_t datagrams_out = 0, bytes_out = 0;
    std::uint64_t send_lost = 0;    ///< no buffer space, or an ICMP error
    std::uint64_t send_failed = 0;  ///< no socket for that local address, or an error that is not loss
    std::uint64_t icmp_errors = 0;  ///< read from sockets
};

class UdpSockets {
  public:
    using Receiver = std::function<void(const l2tp::Path&, std::span<const std::uint8_t>)>;
    /// An ICMP error says that what was sent this way does not arrive; path.local.ip may be the wildcard. A hint: whoever
    /// can send us a datagram can forge it. Not told of tunnels that have their own socket.
    using Unreachable = std::function<void(const l2tp::Path&)>;

    /// `receiver` is called from the loop only, never from inside a method of this class; it may call any of them.
    UdpSockets(EventLoop& loop, Receiver receiver, EqualFourTuples equal = equal_four_tuples_of_running_kernel());
    ~UdpSockets();
    /// As `receiver`: called from the loop only.
    void on_unreachable(Unreachable told) { unreachable_ = std::move(told); }
    UdpSockets(const UdpSockets&) = delete;
    UdpSockets& operator=(const UdpSockets&) = delete;

    /// Makes exactly these the listening addresses; those that stay are not touched. One that goes keeps its socket as
    /// long as there are tunnels on it, established or lingering, and for a minute if it was used at all. One that this
    /// machine does not have (now, or no such family at all), or that another program has, is missing(): it is tried again
    /// whenever addresses of the machine change, and every two seconds if another program has it. Error: other programs
    /// have all that could be bound, or a wildcard's port, or one fails for another reason; nothing has changed then.
    SocketResult<void> open_listeners(const std::vector<l2tp::Address>& addresses);
    struct Missing {
        l2tp::Address asked;
        SocketError why;
    };
    const std::vector<Missing>& missing() const { return missing_; }
    /// Called from the loop when one that was missing is listened on, or cannot be for another reason.
    using MissingTried = std::function<void(const l2tp::Address&, const SocketResult<void>&)>;
    void on_missing_tried(MissingTried told) { missing_tried_ = std::move(told); }
    /// As bound (with the real port where 0 was asked for).
    std::vector<l2tp::Address> listeners() const;
    /// Is this one of them, or covered by one? Not so: a port that only tunnels use.
    bool listens_on(const l2tp::Address& local) const;

    /// For an SCCRQ that came on `called`: the path to reply on. Usually `called`; when another tunnel has that
    /// four-tuple and the kernel would lose data, one from a new local port of the same address (RFC 2661 section
    /// 8.1), or an error if `other_port_allowed` is false or no port is to be had.
    SocketResult<l2tp::Path> reply_path(const l2tp::Path& called, bool other_port_allowed);
    /// Where the tunnel that has that four-tuple does not answer any more: `called`, to be connected when that one is gone.
    SocketResult<l2tp::Path> successor_path(const l2tp::Path& called);
    /// Would two established tunnels on one four-tuple lose data?
    bool paths_collide() const { return paths_.equal_four_tuples() == EqualFourTuples::kLoseData; }
    /// For a tunnel that we open: our concrete address, and a socket bound there (a listening one serves if it
    /// fits). No `source`: as the routing table says. Port 0: any. A four-tuple that is taken: as in reply_path().
    SocketResult<l2tp::Path> initiator_path(const l2tp::Address& remote, std::optional<l2tp::IpAddress> source,
                                            std::uint16_t port, bool other_port_allowed);
    /// The tunnel with this path is over (established or not): the four-tuple is free at once; a local port opened
    /// for it stays for `linger`, for what is sent again by us and by the peer (RFC 2661 section 5.7). Call once for each
    /// path that reply_path() or initiator_path() gave.
    void release_path(const l2tp::Path& path, l2tp::Duration linger);

    /// The tunnel's own socket: bound to path.local, connected to path.remote. The descriptor stays ours; it is
    /// valid until remove_tunnel_socket().
    SocketResult<int> add_tunnel_socket(l2tp::TunnelId tunnel, const l2tp::Path& path, const PacketMarks& marks = {});
    /// Of the path of a tunnel that has a socket of its own: path_mtu_of().
    std::optional<unsigned> path_mtu(l2tp::TunnelId tunnel) const;
    /// Its descriptor, valid as long; empty: the tunnel has none of its own.
    std::optional<int> tunnel_socket(l2tp::TunnelId tunnel) const;
    /// Delete the kernel tunnel first. Closes at once; control messages still queued in the socket are delivered
    /// later from the loop. Harmless if there is none.
    void remove_tunnel_socket(l2tp::TunnelId tunnel);

    /// Through the tunnel's socket if it has one on this path, else through one bound to path.local. Loss is
    /// counted, not reported. `tos`: of this datagram, where the socket is not the tunnel's own.
    void send(const l2tp::Path& path, l2tp::TunnelId tunnel, std::span<const std::uint8_t> bytes, std::optional<std::uint8_t> tos = {});

    const SocketCounters& counters() const { return counters_; }

    /// All it knows, as plain data; descriptors by their names in a store. Times are of the monotonic clock.
    struct Record;
    /// Puts duplicates into the store: the sockets stay open, and what arrives waits in them, when this object is
    /// destroyed (which closes its own descriptors and tells nobody). Error: no descriptor left; use none of it.
    SocketResult<Record> save(DescriptorStore& store) const;
    /// For a new object, before open_listeners(). Error: a descriptor is missing, or cannot be watched; nothing is here
    /// then, and what was taken out of the store is closed.
    SocketResult<void> adopt(const Record& record, DescriptorStore& store);

  private:
    struct Entry {
        std::shared_ptr<UdpSocket> socket;  ///< only Entry keeps it; its watch must find out that it is closed
        std::unique_ptr<EventLoop::Watch> watch;
    };
    struct TunnelEntry {
        Entry entry;
        l2tp::Path path;
    };
    struct Listener {
        Entry entry;
        bool used = false;  ///< datagrams or a tunnel went this way
        SteadyTime needed_until{};  ///< by tunnels that are over
        SteadyTime looked_at{};     ///< once it was removed: when `removal` expires
        std::unique_ptr<EventLoop::Timer> removal{};  ///< set: no listening address any more
    };

    SocketResult<Entry> watched(UdpSocket socket);
    SocketResult<void> adopt_sockets(const Record& record, DescriptorStore& store);
    SocketResult<Listener> open_listener(const l2tp::Address& address, Sharing sharing);
    SocketResult<std::unique_ptr<AddressWatch>> watch_for(const std::vector<Missing>& missing);
    void try_missing();
    void arm_taken_timer();
    SteadyTime on_readable(const std::weak_ptr<UdpSocket>& watched, SteadyTime last);
    bool receive_until(const UdpSocket& socket, SteadyTime end);
    void hand_out_batch();
    void deliver_later(const UdpSocket& socket);
    void remove_listener(const l2tp::Address& asked, Listener& listener);
    void look_at(const l2tp::Address& asked, Listener& listener, SteadyTime when);
    void close_removed(const l2tp::Address& asked);
    Listener* listener_for(const l2tp::Address& local);
    /// The socket for what no tunnel's own serves; it counts as used. Null: none is bound there.
    const UdpSocket* use_unconnected(const l2tp::Address& local);
    /// Exclusive, so that another program's socket is noticed, unless one of ours would have the same datagrams.
    Sharing sharing_for(const l2tp::Address& local) const;
    SocketResult<l2tp::Path> path_from(const l2tp::Path& wanted, bool other_port_allowed, PathRegistry::For whom);
    SocketResult<l2tp::Path> give_out(l2tp::Path path, PathRegistry::For whom);
    SocketResult<l2tp::Address> open_extra_port(const l2tp::Address& local);
    /// For when the next extra port can be closed.
    void arm_ports_timer();

    EventLoop& loop_;
    Receiver receiver_;
    Unreachable unreachable_ = [](const l2tp::Path&) {};
    PathRegistry paths_;
    ReceiveBatch batch_;
    ReceiveBatch closing_batch_;  ///< batch_ may be in use when a socket is closed: we can be inside the receiver
    SocketCounters counters_;
    std::map<l2tp::Address, Listener> listeners_;  ///< by the address that was asked for
    std::vector<Missing> missing_;
    std::unique_ptr<AddressWatch> address_watch_;  ///< set: some are missing
    std::unique_ptr<EventLoop::Timer> taken_timer_;  ///< another program has some of them
    MissingTried missing_tried_ = [](const l2tp::Address&, const SocketResult<void>&) {};
    std::map<l2tp::Address, Entry> extra_ports_;   ///< unconnected sockets beside the listening ones
    std::map<l2tp::TunnelId, TunnelEntry> tunnels_;
    std::unique_ptr<EventLoop::Timer> ports_timer_;  ///< extra ports that nobody needs any longer are closed
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< for tasks posted to the loop
};

struct UdpSockets::Record {
    struct Listener {
        l2tp::Address asked;  ///< as configured
        std::string descriptor;
        bool used = false;
        bool removed = false;  ///< no listening address any more
        SteadyTime needed_until{}, looked_at{};
    };
    struct TunnelSocket {
        l2tp::TunnelId tunnel;
        l2tp::Path path;
        std::string descriptor;
    };
    struct ExtraPort {
        l2tp::Address local;
        std::string descriptor;
    };
    std::vector<Listener> listeners;
    std::vector<TunnelSocket> tunnels;
    std::vector<ExtraPort> extra_ports;
    PathRegistry::Record paths;
    SocketCounters counters;
};

}  // namespace vpdnd
