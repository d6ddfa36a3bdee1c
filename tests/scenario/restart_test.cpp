// A peer that restarts and uses the tunnel id of a tunnel that we still have.
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;

namespace {

constexpr std::uint16_t kId = 77;

/// A LAC that always assigns the same tunnel id, with a call up; then it restarts.
struct Restarted : Pair {
    explicit Restarted(bool with_secret = true) {
        if (!with_secret) lac.serving.secret = lns.serving.secret = "";
        repeat_id();
        established_call(open());
        network.run_for(seconds(1));
        old = *lns.tunnels_up.begin();
        lac.restart();
    }
    void repeat_id() { lac.scripted_random.push_front({0, kId}); }

    TunnelId old;
};

}  // namespace

TEST_CASE("A restarted initiator that repeats its tunnel id opens a tunnel, which ends the old one",
          "[rfc2661][5.8-02]") {
    Restarted pair;
    pair.repeat_id();
    const auto id = pair.network.open(pair.lac, pair.lns);
    REQUIRE(id);
    REQUIRE(id->value == kId);
    REQUIRE(pair.network.run_until([&] { return pair.lac.tunnels_up.contains(*id); }, seconds(2)));
    pair.network.run_for(seconds(1));
    REQUIRE(pair.lns.tunnels_up.size() == 1);
    CHECK_FALSE(pair.lns.tunnels_up.contains(pair.old));
    CHECK(pair.lns.up.empty());
    REQUIRE(pair.lns.last<SessionDown>());
    CHECK(pair.lns.last<SessionDown>()->tunnel_lost);
    CHECK(pair.lns.last<TunnelDown>()->tunnel == pair.old);
    CHECK(pair.lns.last<TunnelDown>()->result.message == "the peer restarted and opened another tunnel");
    pair.established_call(*id);
    pair.network.run_for(std::chrono::minutes(5));  // nothing of the old tunnel disturbs the new one
    CHECK(pair.lac.up.size() == 1);
    CHECK(pair.lns.up.size() == 1);
    pair.expect_sound();
}

TEST_CASE("A request with the peer's address that does not authenticate ends no tunnel", "[rfc2661][5.1.1-02]") {
    Restarted pair;
    pair.lac.serving.secret = "guess";
    pair.lac.serving.authenticate = false;
    pair.repeat_id();
    pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(seconds(5));
    CHECK(pair.lns.tunnels_up == std::set<TunnelId>{pair.old});
    CHECK(pair.lns.up.size() == 1);
    // The true peer is known again when the refusal is over.
    pair.network.run_for(seconds(35));
    pair.lac.serving = pair.lns.serving;
    pair.lac.restart();
    pair.repeat_id();
    pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(seconds(2));
    CHECK(pair.lns.tunnels_up.size() == 1);
    CHECK_FALSE(pair.lns.tunnels_up.contains(pair.old));
}

TEST_CASE("A peer that restarts twice while its tunnel opens is served", "[rfc2661][5.8-02]") {
    Restarted pair;
    for (int i = 0; i < 3; ++i) {
        pair.repeat_id();
        pair.network.open(pair.lac, pair.lns);
        pair.network.run_for(milliseconds(7));  // the SCCRQ arrived, the SCCRP did not
        pair.lac.restart();
        pair.network.run_for(milliseconds(20));  // the SCCRP finds nobody
    }
    CHECK(pair.lns.endpoint().tunnels().size() == 4);  // the established one, and each request: one of them may be forged
    pair.repeat_id();
    const auto id = pair.network.open(pair.lac, pair.lns);
    REQUIRE(pair.network.run_until([&] { return pair.lac.tunnels_up.contains(*id); }, seconds(2)));
    pair.network.run_for(seconds(1));
    CHECK(pair.lns.tunnels_up.size() == 1);
    CHECK(pair.lns.endpoint().tunnels().size() == 1);
}

TEST_CASE("A retransmitted SCCRQ with a hidden tunnel id opens no second tunnel", "[rfc2661][4.3-05][5.8-02]") {
    Pair pair;
    Sccrq request;
    request.framing = 3;
    request.host_name = "hidden";
    request.assigned_tunnel = PeerTunnelId{9};
    const EncodeOptions hiding{true, "secret", true, [](std::span<std::uint8_t> out) {
        for (auto& octet : out) octet = 0x5a;
    }};
    const auto datagram = encode_message(request, {}, hiding);
    for (int i = 0; i < 3; ++i) pair.network.inject({pair.lns.own, address(99)}, datagram);
    pair.network.run_for(milliseconds(10));
    REQUIRE(pair.lns.endpoint().tunnels().size() == 1);
    CHECK(pair.lns.endpoint().tunnels().at(0).peer_id == PeerTunnelId{9});
    CHECK(pair.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kDuplicate)] == 2);
}

namespace {

/// A simple client: always the same port, tunnel id and words.
struct Simple : Pair {
    Simple() { lns.serving.authenticate = false; }
    std::vector<std::string> answers_to(const Bytes& datagram) {
        const auto before = network.sent.size();
        network.inject({lns.own, address(99)}, datagram);
        network.run_for(milliseconds(1));
        std::vector<std::string> names;
        for (auto i = before; i < network.sent.size(); ++i) {
            const auto message = message_in(network.sent[i].bytes);
            names.emplace_back(message ? name_of(type_of(*message)) : "ZLB");
            if (message && std::holds_alternative<Sccrp>(*message)) at_lns = std::get<Sccrp>(*message).assigned_tunnel.value;
        }
        return names;
    }
    static Bytes request() {
        Sccrq request;
        request.framing = 3;
        request.host_name = "simple";
        request.assigned_tunnel = PeerTunnelId{1};
        return encode_message(request, {});
    }
    void connect() {
        REQUIRE(answers_to(request()) == std::vector<std::string>{"SCCRP"});
        REQUIRE(answers_to(encode_message(Scccn{}, {at_lns, 0, 1, 1, 0})) == std::vector<std::string>{"ZLB"});
    }

    std::uint16_t at_lns = 0;
};

}  // namespace

TEST_CASE("A client that asks with the very same words right after its StopCCN gets a new tunnel", "[rfc2661][5.8-02]") {
    Simple client;
    for (int i = 0; i < 3; ++i) {
        client.connect();
        CHECK(client.answers_to(Simple::request()) == std::vector<std::string>{"ZLB"});  // a late one from the network
        const StopCcn stop{PeerTunnelId{1}, stop_result(StopResult::kGeneralRequest)};
        CHECK(client.answers_to(encode_message(stop, {client.at_lns, 0, 2, 1, 0})) == std::vector<std::string>{"ZLB"});
    }
    CHECK(client.lns.all<TunnelUp>().size() == 3);
    client.expect_sound();
}

TEST_CASE("A client that lost its memory and asks with the very same words gets a tunnel in place of the old one",
          "[rfc2661][5.8-02]") {
    Simple client;
    client.lns.serving.no_session_timeout = seconds(0);
    client.connect();
    client.network.run_for(seconds(5));
    client.connect();
    CHECK(client.lns.tunnels_up.size() == 1);
    CHECK(client.lns.all<TunnelUp>().size() == 2);
    CHECK(client.lns.last<TunnelDown>()->result.message == "the peer restarted and opened another tunnel");
    client.expect_sound();
}

TEST_CASE("A refused client that asks with the very same words is answered again", "[rfc2661][5.8-02]") {
    Simple client;
    client.lns.serves = false;
    CHECK(client.answers_to(Simple::request()) == std::vector<std::string>{"StopCCN"});
    CHECK(client.answers_to(Simple::request()) == std::vector<std::string>{"StopCCN"});
    const auto stop = message_in(client.network.sent.front().bytes);
    client.answers_to(encode_zlb({std::get<StopCcn>(*stop).assigned_tunnel.value, 0, 1, 1, 0}));
    client.lns.serves = true;
    client.connect();
}
