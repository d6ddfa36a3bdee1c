// Sockets to servers that are given by name.
#include "radius/server_sockets.h"

#include "support/catch.h"
#include "support/run_loop.h"
#include "support/udp_peer.h"

using namespace vpdnd;

namespace {

constexpr radius::ServerId kServer{0};
constexpr radius::PortId kPort{0};

struct User : ServerSockets::User {
    void port_opened(radius::ServerId, radius::PortId) override { ++opened; }
    void port_failed(radius::ServerId, radius::PortId, const std::string&) override { ++failed; }
    void datagram(radius::ServerId, radius::PortId, std::span<const std::uint8_t>) override { ++datagrams; }
    void unreachable(radius::ServerId, radius::PortId) override {}
    int opened = 0, failed = 0, datagrams = 0;
};

}  // namespace

TEST_CASE("A name that still belongs to the same address keeps the socket, and what is late still comes", "[radius]") {
    EventLoop loop;
    test::UdpPeer server(test::address("127.0.0.1", 0));
    auto means = Resolver::system_means();
    means.look_up = [&](const std::string&, std::uint16_t) { return Resolver::Answer{{server.local()}, {}}; };
    Resolver resolver(loop, means);
    User user;
    ServerSockets sockets(loop, resolver, {{.host = "radius.example.net", .port = server.local().port, .source = {}}}, user);
    sockets.open(kServer, kPort);
    REQUIRE(test::run_until(loop, [&] { return user.opened == 1; }));
    const auto request = test::data(1);
    sockets.send(kServer, kPort, request);
    const auto got = server.receive();
    REQUIRE(got.has_value());
    sockets.look_up_again(kServer);
    // Whoever asks for the same is answered behind him.
    bool answered = false;
    const auto wait = resolver.resolve("radius.example.net", server.local().port, [&](const Resolver::Answer&) { answered = true; });
    REQUIRE(test::run_until(loop, [&] { return answered; }));
    server.send(got->from, request);
    REQUIRE(test::run_until(loop, [&] { return user.datagrams == 1; }));
    CHECK(user.opened == 1);
    CHECK(user.failed == 0);
}
