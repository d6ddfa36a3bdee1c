// What one datagram can make an endpoint do before its sender has authenticated himself, counted, not timed.
#include "support/catch.h"
#include "support/lac_lns_pair.h"
#include "support/worst_datagrams.h"

using namespace l2tp;
using namespace sim;
using testing::body;
using testing::control_datagram;
using testing::NamedDatagram;

namespace {

std::uint64_t digests(const Peer& peer) { return peer.endpoint().counters().digests; }
std::uint64_t dropped(const Peer& peer, DropReason reason) {
    return peer.endpoint().counters().dropped[static_cast<std::size_t>(reason)];
}

/// A half-open tunnel of a stranger who never proves anything.
struct HalfOpen : Pair {
    HalfOpen() {
        Sccrq request;
        request.framing = 3;
        request.host_name = "stranger";
        request.assigned_tunnel = PeerTunnelId{9};
        say(encode_message(request, {}));
        id = lns.endpoint().tunnels().at(0).id;
    }
    void say(const Bytes& datagram) {
        lns.endpoint().receive(network.now, {lns.own, address(77)}, datagram);
        network.settle();
    }
    TunnelId id;
};

/// AVPs that are worth a digest each: a Random Vector, then hidden values.
Bytes hidden_avps() {
    const Bytes vector(1017, 0x5a);
    return testing::join({testing::avp(36, vector), testing::optional_hidden(22, hide_value({22, "secret", vector}, Bytes(900, 'x'), {})),
                          testing::optional_hidden(21, hide_value({21, "secret", vector}, Bytes(900, 'x'), {}))});
}

}  // namespace

TEST_CASE("No SCCRQ, whatever is in it, takes more than a fixed number of digests", "[flood][rfc2661][4.3]") {
    for (const auto& [name, bytes] : testing::worst_datagrams("secret")) {
        CAPTURE(name);
        Pair pair;
        pair.network.inject({pair.lns.own, address(77)}, bytes);
        pair.network.run_for(milliseconds(1));
        CHECK(digests(pair.lns) <= kMostDigestsUnauthenticated);
        CHECK(dropped(pair.lns, DropReason::kTooLong) == (bytes.size() > kLongestUnauthenticated ? 1 : 0));
        CHECK(pair.lns.endpoint().counters().datagrams_out == (bytes.size() > kLongestUnauthenticated ? 0 : 1));
    }
}

TEST_CASE("The longest SCCRQ that the RFC allows in clear is served", "[rfc2661][6.1]") {
    Pair pair;
    pair.network.inject({pair.lns.own, address(77)}, testing::worst_datagrams("secret").back().bytes);
    pair.network.run_for(milliseconds(1));
    CHECK(names_sent(pair.network, pair.lns) == std::vector<std::string>{"SCCRP"});
}

TEST_CASE("Of a call message in front of the SCCCN nothing but the type is read", "[flood][rfc2661][7.1-01]") {
    HalfOpen pair;
    pair.say(control_datagram({pair.id.value, 0, 1, 1, 0}, body(MessageType::kIcrq, {testing::avp(14, {0, 7}), hidden_avps()})));
    CHECK(digests(pair.lns) == 0);
    CHECK(pair.lns.endpoint().tunnel(pair.id)->state == ShownTunnelState::kShuttingDown);
}

TEST_CASE("A tunnel that is over decrypts nothing", "[flood][rfc2661][5.7]") {
    HalfOpen pair;
    pair.lns.endpoint().close_tunnel(pair.network.now, pair.id, stop_result(StopResult::kGeneralRequest));
    for (std::uint16_t ns = 1; ns < 10; ++ns)
        pair.say(control_datagram({pair.id.value, 0, ns, 1, 0}, body(MessageType::kIcrq, {testing::avp(14, {0, 7}), hidden_avps()})));
    pair.say(control_datagram({pair.id.value, 0, 10, 1, 0}, body(MessageType::kScccn, {hidden_avps()})));
    CHECK(digests(pair.lns) == 0);
    CHECK(dropped(pair.lns, DropReason::kUnexpectedMessage) == 10);
}

TEST_CASE("A message of more than 4 kB is not looked at before the tunnel is established, and is read after that", "[flood]") {
    HalfOpen half_open;
    const auto junk = testing::join(std::vector<Bytes>(1000, testing::optional_avp(999, {})));
    half_open.say(control_datagram({half_open.id.value, 0, 1, 1, 0}, body(MessageType::kScccn, {junk})));
    CHECK(dropped(half_open.lns, DropReason::kTooLong) == 1);
    CHECK(half_open.lns.endpoint().tunnel(half_open.id)->nr == 1);
    Pair pair;
    const auto info = *pair.lac.endpoint().tunnel(pair.open());
    pair.network.inject({pair.lns.own, pair.lac.own},
                        control_datagram({info.peer_id.value, 0, info.ns, info.nr, 0}, body(MessageType::kHello, {junk})));
    pair.network.run_for(milliseconds(1));
    CHECK(dropped(pair.lns, DropReason::kUnknownOptionalAvp) == 1000);
}
