// How the kernel deals out datagrams to sockets that share one port.
#include <sys/socket.h>

#include <algorithm>
#include <vector>

#include "support/udp_sockets_fixture.h"

using namespace vpdnd;
using test::address;
using test::control;
using test::UdpPeer;

namespace {

constexpr std::size_t kPeers = 50;
constexpr std::uint8_t kRounds = 20;

/// A listening socket, and one for each of so many peers that have a tunnel.
struct ManyTunnels {
    ManyTunnels(const std::string& bound, const std::string& ip)
        : listener(UdpSocket::open(address(bound, 0), Sharing::kExclusive).value()), called(address(ip, listener.local().port)) {
        for (std::size_t i = 0; i < kPeers; ++i) {
            peers.emplace_back(address(ip, 0));
            strangers.emplace_back(address(ip, 0));
            tunnels.push_back(UdpSocket::open(called, Sharing::kShared).value());
            REQUIRE(tunnels.back().connect(peers.back().local()));
        }
    }
    /// Reads until `wanted` datagrams came, and the socket has no more. True: all are from this peer, or from strangers if none.
    bool gets(const UdpSocket& socket, std::size_t wanted, const l2tp::Address* from) {
        ReceiveBatch batch;
        std::uint64_t icmp = 0;
        std::size_t received = 0;
        while (received < wanted && test::has_something({socket.fd()})) {
            socket.receive(batch, icmp);
            for (const auto& datagram : batch.datagrams()) {
                const auto is_stranger = [&](const UdpPeer& one) { return one.local() == datagram.path.remote; };
                if (from ? datagram.path.remote != *from : std::ranges::none_of(strangers, is_stranger)) return false;
            }
            received += batch.datagrams().size();
        }
        socket.receive(batch, icmp);
        return received == wanted && batch.datagrams().empty();
    }

    UdpSocket listener;
    l2tp::Address called;
    std::vector<UdpSocket> tunnels;
    std::vector<UdpPeer> peers, strangers;
};

}  // namespace

TEST_CASE("With fifty tunnels' sockets on a port each peer's datagrams come to its own, all others' to the listening one",
          "[sockets][sharing]") {
    const auto& [bound, ip] = GENERATE(table<std::string, std::string>(
        {{"127.0.0.1", "127.0.0.1"}, {"0.0.0.0", "127.0.0.1"}, {"::1", "::1"}, {"::", "::1"}}));
    INFO("listening on " << bound);
    ManyTunnels many(bound, ip);
    for (std::uint8_t round = 0; round < kRounds; ++round)
        for (std::size_t i = 0; i < kPeers; ++i) {
            many.peers[i].send(many.called, control(round));
            many.strangers[i].send(many.called, control(round));
        }
    for (std::size_t i = 0; i < kPeers; ++i) {
        const auto from = many.peers[i].local();
        CHECK(many.gets(many.tunnels[i], kRounds, &from));
    }
    CHECK(many.gets(many.listener, kPeers * kRounds, nullptr));
}

TEST_CASE("A second listening socket of the same user is an error: the kernel would share out the datagrams", "[sockets][sharing]") {
    const auto first = UdpSocket::open(address("127.0.0.1", 0), Sharing::kExclusive).value();
    const auto second = UdpSocket::open(first.local(), Sharing::kExclusive);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == std::errc::address_in_use);
}

TEST_CASE("A socket that asks for SO_REUSEADDR gets no part of the port", "[sockets][sharing]") {
    const auto ours = UdpSocket::open(address("127.0.0.1", 0), Sharing::kExclusive).value();
    CHECK_THROWS(UdpPeer(ours.local(), true));
}
