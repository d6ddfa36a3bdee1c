// Peers in the field that do not keep to the RFC: what is served all the same (doc/tolerance.md, whose rows name these tests), and
// what a strict group makes of it.
#include "support/catch.h"
#include "support/lac_lns_pair.h"
#include "support/message_body.h"

using namespace l2tp;
using namespace sim;
using testing::avp;
using testing::body;

namespace {

using Octets = l2tp::Bytes;

/// An AVP whose value is a tunnel or session id.
Octets id(std::uint16_t type, std::uint16_t value) {
    return avp(type, {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value & 0xff)});
}

const Octets kSession = avp(14, {3, 231});  // 999
const Octets kSerial = avp(15, {0, 0, 0, 1});
const Octets kTxSpeed = avp(24, {0, 0, 250, 0});
const Octets kFraming = avp(19, {0, 0, 0, 1});

/// A tunnel that is up; the test speaks in one side's place, and that side hears nothing.
struct Odd : Pair {
    explicit Odd(bool strict = false) {
        lac.serving.strict = lns.serving.strict = strict;
        lac.restart();
        lns.restart();
        tunnel = open(true);
        network.run_for(seconds(1));
    }
    void silence(const Peer& peer) {
        const auto own = peer.own;
        network.lose = [own](const SendDatagram& one) { return one.path.local.ip == own.ip; };
    }
    void lac_says(std::uint16_t session, const Octets& avps) {
        silence(lns);
        say(lac.endpoint().tunnel(tunnel)->peer_id.value, {lns.own, lac.own}, *lac.endpoint().tunnel(tunnel), session, avps);
    }
    void lns_says(std::uint16_t session, const Octets& avps) {
        silence(lac);
        const auto theirs = TunnelId{lac.endpoint().tunnel(tunnel)->peer_id.value};
        say(tunnel.value, {lac.own, lns.own}, *lns.endpoint().tunnel(theirs), session, avps);
    }
    /// The session that the LNS gave to the call of the test.
    std::uint16_t asked_for(const std::vector<Octets>& avps) {
        lac_says(0, body(MessageType::kIcrq, avps));
        const auto sessions = lns.endpoint().sessions();
        return sessions.empty() ? std::uint16_t{0} : sessions.at(0).key.session.value;
    }
    /// The result and error of the CDN that the LNS sent.
    std::string refused() const {
        for (const auto& datagram : network.sent)
            if (datagram.path.local.ip == lns.own.ip)
                if (const auto message = decode_message(message_body(datagram.bytes, *decode_header(datagram.bytes)));
                    message && message->message && std::holds_alternative<Cdn>(*message->message))
                    return std::to_string(std::get<Cdn>(*message->message).result.result) + "/" +
                           std::to_string(std::get<Cdn>(*message->message).result.error.value_or(0));
        return {};
    }
    std::uint64_t tolerated_by(const Peer& peer) const { return peer.endpoint().counters().tolerated; }

    TunnelId tunnel;

  private:
    void say(std::uint16_t to, const Path& path, const TunnelInfo& info, std::uint16_t session, const Octets& avps) {
        auto datagram = encode_zlb({to, session, static_cast<std::uint16_t>(info.ns + said_++), info.nr, 0});
        datagram.insert(datagram.end(), avps.begin(), avps.end());
        datagram[2] = static_cast<std::uint8_t>(datagram.size() >> 8);
        datagram[3] = static_cast<std::uint8_t>(datagram.size() & 0xff);
        network.inject(path, datagram);
        network.run_for(milliseconds(3));
    }
    std::uint16_t said_ = 0;
};

}  // namespace

TEST_CASE("ICRQ without Call Serial Number, ICCN without speed, framing and name: the call is up", "[tolerance]") {
    Odd odd;
    const auto session = odd.asked_for({kSession});
    REQUIRE(session != 0);
    odd.lac_says(session, body(MessageType::kIccn, {avp(30, {}), avp(29, {0, 2}), avp(31, {1}), avp(32, {0, 1}), avp(33, {2})}));
    REQUIRE(odd.lns.up.size() == 1);
    const auto up = odd.lns.last<SessionUp>();
    CHECK(up->iccn->proxy_auth.name == "");
    CHECK(up->iccn->proxy_auth.type == 2);
    CHECK(odd.tolerated_by(odd.lns) == 3);
}

TEST_CASE("ICCN without Proxy Authen Type: the call is up", "[tolerance]") {
    Odd odd;
    odd.lac_says(odd.asked_for({kSession, kSerial}), body(MessageType::kIccn, {kTxSpeed, kFraming, avp(30, {'u'})}));
    CHECK(odd.lns.up.size() == 1);
    CHECK_FALSE(odd.lns.last<SessionUp>()->iccn->proxy_auth.type);
}

TEST_CASE("Call Serial Number and Connect Speed of other lengths: the call is up, and they say nothing", "[tolerance]") {
    Odd odd;
    const auto session = odd.asked_for({kSession, avp(15, {0, 7})});
    odd.lac_says(session, body(MessageType::kIccn, {avp(24, {0, 0, 0, 0, 0, 0, 1, 0}), kFraming, avp(38, {1, 2})}));
    // M is set on AVP 38, which is optional: section 4.1 leaves no choice. Without M it is ignored.
    CHECK(odd.lns.up.empty());
    Odd other;
    other.lac_says(other.asked_for({kSession, avp(15, {0, 7})}),
                   body(MessageType::kIccn, {avp(24, {0, 0, 0, 0, 0, 0, 1, 0}), kFraming, testing::optional_avp(38, {1, 2})}));
    REQUIRE(other.lns.up.size() == 1);
    CHECK(other.lns.last<SessionUp>()->iccn->tx_speed == 0);
    CHECK(other.tolerated_by(other.lns) == 2);
}

TEST_CASE("A strict group refuses a call that lacks what the RFC requires, or has it in another length", "[tolerance][rfc2661][7.1]") {
    struct Row {
        const char* what;
        std::vector<Octets> icrq, iccn;  ///< no ICCN: the ICRQ is refused
        const char* refusal;
    };
    const std::vector<Octets> good{kSession, kSerial};
    const auto short_serial = avp(15, {0, 7}), short_speed = avp(24, {1, 0}), long_speed = avp(24, {0, 0, 0, 0, 0, 0, 1, 0});
    const auto& [what, icrq, iccn, refusal] = GENERATE_REF(
        Row{"no Call Serial Number", {kSession}, {}, "2/3"}, Row{"Call Serial Number of 2 octets", {kSession, short_serial}, {}, "2/2"},
        Row{"no Connect Speed", good, {kFraming}, "2/3"}, Row{"Connect Speed of 8 octets", good, {long_speed, kFraming}, "2/2"},
        Row{"Connect Speed of 2 octets", good, {short_speed, kFraming}, "2/2"}, Row{"no Framing Type", good, {kTxSpeed}, "2/3"});
    CAPTURE(what);
    const bool strict = GENERATE(true, false);
    Odd odd(strict);
    const auto session = odd.asked_for(icrq);
    CHECK((session == 0) == (strict && iccn.empty()));
    if (session != 0) odd.lac_says(session, body(MessageType::kIccn, iccn.empty() ? std::vector<Octets>{kTxSpeed, kFraming} : iccn));
    CHECK(odd.refused() == (strict ? refusal : ""));
    CHECK(odd.lns.up.size() == (strict ? 0U : 1U));
    CHECK(odd.tolerated_by(odd.lns) == (strict ? 0U : 1U));
}

TEST_CASE("What a call cannot do without is required of everybody", "[tolerance][rfc2661][7.1]") {
    Odd odd;
    CHECK(odd.asked_for({kSerial}) == 0);
    CHECK(odd.lns.endpoint().sessions().empty());
}

TEST_CASE("A Result Code inside ICRQ is ignored", "[tolerance]") {
    Odd odd;
    CHECK(odd.asked_for({kSession, kSerial, avp(1, {0, 0, 0, 0})}) != 0);
}

TEST_CASE("A result code whose octets are in the wrong order is read as it was meant", "[tolerance]") {
    const bool strict = GENERATE(false, true);
    Odd odd(strict);
    const auto session = odd.asked_for({kSession, kSerial});
    odd.lac_says(session, body(MessageType::kCdn, {avp(1, {2, 0, 4, 0}), kSession}));
    const auto down = odd.lns.last<SessionDown>();
    REQUIRE(down);
    CHECK(down->result.result == (strict ? 0x0200 : 2));
    CHECK(down->result.error == (strict ? 0x0400 : 4));
    CHECK(odd.tolerated_by(odd.lns) == (strict ? 0U : 1U));
}

TEST_CASE("Bearer Capabilities 0 and a window of 1: calls are made", "[tolerance]") {
    const bool strict = GENERATE(false, true);
    Pair pair;
    pair.lns.serving.strict = strict;
    pair.lac.serving.accept_outgoing = false;  // it places no calls for others: no bearer
    pair.lac.serving.receive_window = 1;
    pair.lac.restart();
    const auto tunnel = pair.open();
    const auto request = std::get<Sccrq>(*message_in(pair.network.sent.at(0).bytes));
    CHECK(request.bearer == 0U);
    CHECK(request.receive_window == 1);
    for (int i = 0; i < 3; ++i) pair.established_call(tunnel);
    pair.expect_sound();
}

TEST_CASE("To one HELLO after each acknowledgement of ours the answer takes its time, to one a second it comes at once", "[tolerance]") {
    Odd odd;
    const auto zlbs = [&] {
        const auto names = names_sent(odd.network, odd.lns);
        return std::count(names.begin(), names.end(), "ZLB");
    };
    const auto before_all = zlbs();
    const auto end = odd.network.now + seconds(5);
    int exchanges = 0;
    for (; odd.network.now < end; ++exchanges) {
        const auto before = zlbs();
        odd.lac_says(0, body(MessageType::kHello, {}));
        REQUIRE(odd.network.run_until([&] { return zlbs() > before; }, seconds(1)));
    }
    CHECK(exchanges > 50);
    CHECK(exchanges <= 101);
    CHECK(zlbs() - before_all == exchanges);
    CHECK(odd.lns.endpoint().counters().retransmissions == 0);
    for (int i = 0; i < 3; ++i) {
        odd.network.run_for(seconds(1));
        const auto before = zlbs();
        odd.lac_says(0, body(MessageType::kHello, {}));
        CHECK(zlbs() == before + 1);
    }
    CHECK(odd.lns.tunnels_up.size() == 1);
}

TEST_CASE("A second SCCRP does not end the tunnel, but that of a strict group", "[tolerance][rfc2661][7.2.1]") {
    const bool strict = GENERATE(false, true);
    Odd odd(strict);
    const auto theirs = id(9, odd.lac.endpoint().tunnel(odd.tunnel)->peer_id.value);
    odd.lns_says(0, body(MessageType::kSccrp, {avp(2, {1, 0}), avp(7, {'L', 'N', 'S'}), avp(3, {0, 0, 0, 3}), theirs}));
    CHECK(odd.lac.tunnels_up.size() == (strict ? 0U : 1U));
    CHECK(odd.tolerated_by(odd.lac) == (strict ? 0U : 1U));
}

TEST_CASE("A second ICRP after our ICCN does not end the call, but that of a strict group", "[tolerance][rfc2661][7.4.1]") {
    const bool strict = GENERATE(false, true);
    Odd odd(strict);
    const auto key = odd.established_call(odd.tunnel);
    odd.network.run_for(seconds(1));
    odd.lns_says(key.session.value, body(MessageType::kIcrp, {id(14, odd.lac.endpoint().session(key)->peer_id.value)}));
    CHECK(odd.lac.up.size() == (strict ? 0U : 1U));
    CHECK(odd.tolerated_by(odd.lac) == (strict ? 0U : 1U));
}
