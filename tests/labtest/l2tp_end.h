// One end of a kernel tunnel in a test: the daemon's sockets and data plane in a namespace, without the protocol.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dataplane/dataplane.h"
#include "labtest/two_hosts.h"
#include "net/udp_sockets.h"
#include "support/run_loop.h"
#include "support/udp_peer.h"

namespace labtest {

using Frame = std::vector<std::uint8_t>;

/// An LCP frame as /dev/ppp takes and gives it (protocol first) that says which one it is.
Frame frame(std::uint16_t number);
std::uint16_t number_of(const Frame& frame);

/// A session's channel, read and written through /dev/ppp.
class PppChannel {
  public:
    PppChannel(const Namespace& where, int pppox_fd);
    int fd() const { return fd_.get(); }
    int index() const { return index_; }
    void send(const Frame& frame);
    /// The next frame; empty when none comes within `milliseconds`.
    std::optional<Frame> receive(int milliseconds = 30000);
    /// The numbers of the next `count` frames; fewer when they do not come.
    std::vector<std::uint16_t> receive_numbers(std::size_t count);

  private:
    int index_ = -1;
    vpdnd::UniqueFd fd_;
};

struct Session {
    l2tp::SessionKey key;
    vpdnd::UniqueFd socket;
};

class L2tpEnd {
  public:
    struct Datagram {
        l2tp::Path path;
        std::vector<std::uint8_t> bytes;
    };

    L2tpEnd(const Namespace& where, const std::string& plane,
            vpdnd::EqualFourTuples equal_four_tuples = vpdnd::equal_four_tuples_of_running_kernel());

    void listen(const l2tp::Address& address);
    /// Socket and kernel tunnel; `peer_id` is what the other end calls it.
    void add_tunnel(std::uint16_t id, std::uint16_t peer_id, const l2tp::Path& path);
    vpdnd::DataPlaneResult<Session> try_session(std::uint16_t tunnel, std::uint16_t id, std::uint16_t peer_id, bool lns,
                                                bool sequencing = false, std::uint32_t reorder_ms = 100);
    Session add_session(std::uint16_t tunnel, std::uint16_t id, std::uint16_t peer_id, bool lns, bool sequencing = false,
                        std::uint32_t reorder_ms = 100);
    void remove_tunnel(std::uint16_t id);
    /// Reading the loop until so many datagrams came.
    bool wait_for(std::size_t count);

    const Namespace& where;
    vpdnd::EventLoop loop;
    test::LoopRunner runner{loop};
    std::vector<Datagram> received;
    std::unique_ptr<vpdnd::DataPlane> plane;
    vpdnd::UdpSockets sockets;

  private:
    struct Tunnel {
        std::uint16_t peer_id;
        l2tp::Path path;
        int udp_fd;
    };
    std::map<std::uint16_t, Tunnel> tunnels_;
};

}  // namespace labtest
