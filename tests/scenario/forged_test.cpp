// SCCRQs with forged source addresses: what they cost a peer that is configured. Time is virtual: what is measured is what
// the protocol makes the peer wait, not the machine.
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;

namespace {

Address outside(unsigned number) {
    Address made{{}, static_cast<std::uint16_t>(1024 + number % 60000)};
    made.ip.bytes = {198, 18, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
    return made;
}

/// An LNS whose group has `peers = ["192.0.2.0/24"]`, the LAC among them, and somebody who sends forged SCCRQs.
struct Flooded : Pair {
    using Source = std::function<Address(unsigned number)>;

    Flooded(Source source_, bool others_are_served, bool twice_) : source(std::move(source_)), twice(twice_) {
        network.keep_sent = false;
        auto group = lns.serving;
        group.named_peers = true;
        named = std::make_shared<const TunnelSettings>(group);
        anybody = others_are_served ? std::make_shared<const TunnelSettings>(lns.serving) : nullptr;
        lns.served_by = [this](const IpAddress& ip) { return ip.bytes[0] == 192 ? named : anybody; };
    }
    /// One millisecond, and one datagram: a thousand a second.
    void go_on() {
        const auto number = sent++;
        // If they are sent twice: each at once, or five hundred, then the same again.
        const auto which = at_once ? number / 2 : twice ? number / 1000 * 500 + number % 500 : number;
        Sccrq request;
        request.framing = 3;
        request.host_name = "LAC";
        request.assigned_tunnel = PeerTunnelId{static_cast<std::uint16_t>(1 + which % 65535)};
        network.inject({lns.own, source(which)}, encode_message(request, {}));
        network.run_for(milliseconds(1));
    }
    void flood_for(seconds duration) {
        for (auto end = network.now + duration; network.now < end;) go_on();
    }
    /// How long a tunnel takes that the LAC asks for now, while the flood goes on.
    Duration time_to_open() {
        const auto begin = network.now;
        const auto id = *network.open(lac, lns);
        const auto at_lns = lns.tunnels_up.size();
        while (!(lac.tunnels_up.contains(id) && lns.tunnels_up.size() > at_lns) && network.now - begin < seconds(60)) go_on();
        return network.now - begin;
    }
    std::uint64_t dropped(DropReason reason) const {
        return std::as_const(lns).endpoint().counters().dropped[static_cast<std::size_t>(reason)];
    }

    Source source;
    bool twice;
    bool at_once = false;
    unsigned sent = 0;
    TunnelSettingsPtr named, anybody;
};

constexpr auto kGoal = milliseconds(1500);

}  // namespace

TEST_CASE("A configured peer opens a tunnel at once while somebody whom nobody serves sends 1,000 SCCRQs a second", "[flood]") {
    Flooded flooded(outside, false, GENERATE(true, false));
    flooded.flood_for(seconds(10));
    CHECK(flooded.time_to_open() < milliseconds(100));
    CHECK(flooded.lns.endpoint().tunnels().size() == 1);
}

TEST_CASE("A configured peer opens a tunnel within 1.5 s while 1,000 forged SCCRQs a second come from anywhere to a group that serves "
          "everybody", "[flood]") {
    Flooded flooded(outside, true, GENERATE(true, false));
    for (int i = 0; i < 5; ++i) {
        flooded.flood_for(seconds(7));
        CHECK(flooded.time_to_open() < kGoal);
    }
    CHECK(flooded.lns.endpoint().tunnels().size() <= 256 + 5);
    flooded.expect_sound();
}

TEST_CASE("A configured peer opens a tunnel within 1.5 s while 1,000 forged SCCRQs a second come from the addresses of all "
          "configured peers", "[flood]") {
    const auto inside = [](unsigned number) { return address(static_cast<std::uint8_t>(number % 254 + 1)); };
    Flooded flooded(inside, false, GENERATE(true, false));
    for (int i = 0; i < 5; ++i) {
        flooded.flood_for(seconds(7));
        CHECK(flooded.time_to_open() < kGoal);
    }
    CHECK(flooded.lns.endpoint().tunnels().size() <= 256 + 5);
    flooded.expect_sound();
}

TEST_CASE("A configured peer opens a tunnel within 1.5 s while 1,000 forged SCCRQs a second come from its own address", "[flood]") {
    const bool same_port = GENERATE(true, false);
    const auto port = [same_port](unsigned number) { return static_cast<std::uint16_t>(same_port ? 1701 : 2000 + number % 60000); };
    Flooded flooded([&](unsigned number) { return address(1, port(number)); }, false, false);
    for (int i = 0; i < 5; ++i) {
        flooded.flood_for(seconds(7));
        CHECK(flooded.time_to_open() < kGoal);
    }
    flooded.expect_sound();
}

TEST_CASE("Whoever repeats forged SCCRQs from a peer's own address can keep it from opening tunnels, and touches none that is up",
          "[flood]") {
    Flooded flooded([](unsigned) { return address(1); }, false, true);
    const auto tunnel = flooded.open();
    flooded.established_call(tunnel);
    flooded.flood_for(seconds(7));
    flooded.at_once = true;
    Duration longest{};
    for (int i = 0; i < 2; ++i) {
        flooded.flood_for(seconds(7));
        longest = std::max(longest, flooded.time_to_open());
    }
    CHECK(longest > kGoal);
    CHECK(flooded.lac.tunnels_up.contains(tunnel));
    CHECK(flooded.lns.endpoint().tunnels().size() > 1);
    CHECK(flooded.lns.up.size() == 1);
    flooded.established_call(tunnel);
    flooded.expect_sound();
}

TEST_CASE("A flood that is over leaves nothing behind", "[flood]") {
    Flooded flooded(outside, true, true);
    flooded.flood_for(seconds(20));
    CHECK(flooded.dropped(DropReason::kNotRepeated) > 0);
    CHECK(flooded.dropped(DropReason::kHalfOpenReplaced) > 0);
    flooded.network.run_for(seconds(70));
    CHECK(flooded.lns.endpoint().tunnels().empty());
    flooded.network.run_for(seconds(70));
    CHECK(flooded.lns.endpoint().idle());
    CHECK(flooded.time_to_open() < milliseconds(100));
}

TEST_CASE("Where many tunnels are half-open their SCCRPs are given up after 7 s", "[flood][rfc2661][5.8-12]") {
    Flooded flooded(outside, true, false);
    for (int i = 0; i < 200; ++i) flooded.go_on();
    CHECK(flooded.lns.endpoint().tunnels().size() == 128);
    flooded.network.run_for(milliseconds(6500));
    CHECK(flooded.lns.endpoint().tunnels().size() == 128);
    flooded.network.run_for(seconds(1));
    CHECK(flooded.lns.endpoint().tunnels().size() < 128);
}

TEST_CASE("A burst of peers that ask at the same time is served: those who came first, and the rest when they ask again", "[flood]") {
    Pair pair;
    pair.network.keep_sent = false;
    for (int i = 0; i < 24; ++i) pair.network.open(pair.lac, pair.lns, true);
    pair.network.run_for(milliseconds(500));
    CHECK(pair.lns.tunnels_up.size() == 8);
    pair.network.run_for(seconds(4));
    CHECK(pair.lns.tunnels_up.size() == 24);
    CHECK(pair.lac.tunnels_up.size() == 24);
    pair.expect_sound();
}
