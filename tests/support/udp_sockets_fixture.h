// The sockets of a daemon on loopback, and what they delivered.
#pragma once

#include <poll.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "net/udp_sockets.h"
#include "support/catch.h"
#include "support/run_loop.h"
#include "support/udp_peer.h"

namespace test {

/// Waits until one of the sockets has something to read, or an ICMP error: a busy kernel delivers on loopback later than in send().
inline bool has_something(std::initializer_list<int> sockets) {
    std::vector<pollfd> entries;
    for (int fd : sockets) entries.push_back({fd, POLLIN, 0});
    return ::poll(entries.data(), entries.size(), 60'000) > 0;
}

struct UdpSocketsFixture {
    struct Datagram {
        l2tp::Path path;
        std::uint8_t tag;
    };
    explicit UdpSocketsFixture(vpdnd::EqualFourTuples equal_four_tuples = vpdnd::EqualFourTuples::kLoseData)
        : sockets(
              loop,
              [this](const l2tp::Path& path, std::span<const std::uint8_t> bytes) {
                  received.push_back({path, bytes.empty() ? std::uint8_t{0} : bytes.back()});
                  if (on_receive) on_receive();
              },
              equal_four_tuples) {}

    l2tp::Address listen(const std::string& ip, std::uint16_t port = 0) {
        auto done = sockets.open_listeners({address(ip, port)});
        REQUIRE(done);
        return sockets.listeners().front();
    }
    bool wait_for(std::size_t count) {
        return runner.until([this, count] { return received.size() >= count; });
    }

    vpdnd::EventLoop loop;
    LoopRunner runner{loop};
    std::vector<Datagram> received;
    std::function<void()> on_receive;
    vpdnd::UdpSockets sockets;
};

}  // namespace test
