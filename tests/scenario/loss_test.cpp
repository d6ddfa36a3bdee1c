// What a lost datagram costs: RFC 2661 section 5.8, with one early retransmission where the peer is known to be fast.
#include <algorithm>

#include "l2tp/reliable_channel.h"
#include "support/lac_lns_pair.h"

using namespace sim;

namespace {

/// Loses the first `count` messages of that type that anybody sends.
template <class M>
std::function<bool(const SendDatagram&)> lose_first(int count) {
    return [left = count](const SendDatagram& datagram) mutable {
        const auto message = message_in(datagram.bytes);
        return message && std::holds_alternative<M>(*message) && left-- > 0;
    };
}

}  // namespace

TEST_CASE("A lost message of a call costs a fifth of a second, lost twice it costs one", "[rfc2661][5.8][5.8-07][5.8-09]") {
    const auto [losses, cost] = GENERATE(std::pair{1, 200}, std::pair{2, 1000});
    const int lost = GENERATE(0, 1, 2);
    Pair pair;
    const auto tunnel = pair.open();
    if (lost == 0) pair.network.lose = lose_first<Icrq>(losses);
    if (lost == 1) pair.network.lose = lose_first<Icrp>(losses);
    if (lost == 2) pair.network.lose = lose_first<Iccn>(losses);
    const auto began = pair.network.now;
    const auto key = pair.call(tunnel);
    REQUIRE(pair.network.run_until([&] { return pair.lac.up.contains(key) && pair.lns.up.size() == 1; }, seconds(5)));
    // Each message takes 5 ms; an ICCN may be lost when the LAC has its session already.
    CHECK(pair.network.now - began >= milliseconds(cost));
    CHECK(pair.network.now - began <= milliseconds(cost + 20));
    pair.network.run_for(seconds(10));
    CHECK(pair.lac.endpoint().tunnel(tunnel)->unacknowledged == 0);
    pair.expect_sound();
}

TEST_CASE("A lost message of the opening costs a second: nothing is known of the peer", "[rfc2661][5.8][5.8-07]") {
    Pair pair;
    pair.network.lose = lose_first<Sccrq>(1);
    const auto began = pair.network.now;
    REQUIRE(pair.network.open(pair.lac, pair.lns));
    REQUIRE(pair.network.run_until([&] { return !pair.lns.tunnels_up.empty(); }, seconds(5)));
    CHECK(pair.network.now - began >= seconds(1));
}

TEST_CASE("A slow network causes no early retransmission", "[rfc2661][5.8]") {
    Pair pair;
    pair.network.options.delay_min = pair.network.options.delay_max = milliseconds(150);
    const auto id = pair.network.open(pair.lac, pair.lns);
    REQUIRE(id);
    REQUIRE(pair.network.run_until([&] { return pair.lac.tunnels_up.contains(*id) && !pair.lns.tunnels_up.empty(); }, seconds(2)));
    for (int i = 0; i < 20; ++i) pair.call(*id);
    pair.network.run_for(seconds(30));
    CHECK(pair.lac.up.size() == 20);
    CHECK(pair.lac.endpoint().counters().retransmissions == 0);
    CHECK(pair.lns.endpoint().counters().retransmissions == 0);
}

TEST_CASE("A fast peer that falls silent is given up no sooner than any other", "[rfc2661][5.8][5.8-12]") {
    Pair pair;
    const auto tunnel = pair.open(true);
    pair.established_call(tunnel);
    pair.network.lose = [](const SendDatagram&) { return true; };
    const auto began = pair.network.now;
    REQUIRE(pair.lac.endpoint().send_hello(pair.network.now, tunnel));
    REQUIRE(pair.network.run_until([&] { return !pair.lac.tunnels_up.contains(tunnel); }, seconds(60)));
    CHECK(pair.network.now - began >= retransmission_cycle(pair.lac.serving));
    CHECK(pair.network.now - began <= retransmission_cycle(pair.lac.serving) + milliseconds(10));
}
