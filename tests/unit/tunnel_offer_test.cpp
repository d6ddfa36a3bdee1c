// What an Access-Accept says of tunnels, in each way that servers say it.
#include "radius/tunnel_offer.h"

#include "radius/tunnel_sets.h"
#include "support/catch.h"

using namespace vpdnd;
using namespace radius::literals;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

namespace {

radius::AttributeList pairs(const Texts& texts) {
    radius::AttributeList out;
    for (const auto& text : texts) out.add("Cisco-AVPair"_attr, text);
    return out;
}

/// Of RFC 2868: L2TP over IPv4 to that LNS.
radius::TunnelSet set_to(std::uint8_t tag, std::string lns, std::optional<std::uint32_t> preference = {}) {
    radius::TunnelSet out;
    out.tag = tag;
    out.type = 3;
    out.medium = 1;
    out.server_endpoint = std::move(lns);
    out.preference = preference;
    return out;
}

radius::AttributeList sets(const std::vector<radius::TunnelSet>& all) {
    radius::AttributeList out;
    for (const auto& one : all) add_tunnel_set(out, one);
    return out;
}

TunnelOffer offer_of(const radius::AttributeList& attributes) {
    const auto offer = read_tunnel_offer(attributes);
    INFO((offer ? std::string("an offer") : offer.error()));
    REQUIRE(offer.has_value());
    return *offer;
}

std::string error_of(const radius::AttributeList& attributes) {
    const auto offer = read_tunnel_offer(attributes);
    REQUIRE_FALSE(offer.has_value());
    return offer.error();
}

/// "1:192.0.2.1 2:192.0.2.2": priorities and LNSs.
std::string shown(const TunnelOffer& offer) {
    std::string out;
    for (const auto& one : offer.tunnels) out += (out.empty() ? "" : " ") + std::to_string(one.priority) + ":" + one.address;
    return out;
}

}  // namespace

TEST_CASE("An accept without a word of tunnels offers none", "[radius]") {
    CHECK(offer_of({}).empty());
    radius::AttributeList framed;
    framed.add("Service-Type"_attr, 2);
    framed.add("Cisco-AVPair"_attr, "ip:addr-pool=p");
    CHECK(offer_of(framed).empty());
    CHECK(offer_of(framed).notes.empty());
}

TEST_CASE("One tunnel without tags, with all that RFC 2868 says of it", "[radius][rfc2868]") {
    auto set = set_to(0, "192.0.2.1");
    set.client_endpoint = "192.0.2.9";
    set.client_name = "hgw";
    set.server_name = "l2tp-gw";
    set.assignment = "a";
    set.password = base::Secret("hello");
    const auto offer = offer_of(sets({set}));
    REQUIRE(offer.tunnels.size() == 1);
    const auto& tunnel = offer.tunnels[0];
    CHECK(tunnel.address == "192.0.2.1");
    CHECK(tunnel.client_name == "hgw");
    CHECK(tunnel.server_name == "l2tp-gw");
    CHECK(tunnel.assignment == "a");
    CHECK(tunnel.password == base::Secret("hello"));
    CHECK(to_string(tunnel.source.value()) == "192.0.2.9");
}

TEST_CASE("Tunnels are in the order of their preference, equal ones and those without one are equal", "[radius][rfc2868]") {
    struct Case {
        std::vector<std::optional<std::uint32_t>> preferences;
        const char* expected;
    };
    const Case cases[] = {
        {{{}, {}, {}}, "1:lns1 1:lns2 1:lns3"},
        {{20, 10, 10}, "1:lns2 1:lns3 2:lns1"},
        {{{}, 5, {}}, "1:lns2 2:lns1 2:lns3"},
        {{0, 0xffffff, 7}, "1:lns1 2:lns3 3:lns2"},
    };
    for (const auto& one : cases) {
        std::vector<radius::TunnelSet> all;
        for (std::size_t i = 0; i < one.preferences.size(); ++i)
            all.push_back(set_to(static_cast<std::uint8_t>(i + 1), "lns" + std::to_string(i + 1), one.preferences[i]));
        CHECK(shown(offer_of(sets(all))) == one.expected);
    }
}

TEST_CASE("Attributes of several tags may stand in any order", "[radius][rfc2868]") {
    radius::AttributeList mixed;
    mixed.add("Tunnel-Server-Endpoint"_attr, "192.0.2.2", 2);
    mixed.add("Tunnel-Type"_attr, 3, 1);
    mixed.add("Tunnel-Client-Auth-Id"_attr, "two", 2);
    mixed.add("Tunnel-Server-Endpoint"_attr, "192.0.2.1", 1);
    mixed.add("Tunnel-Type"_attr, 3, 2);
    mixed.add("Tunnel-Preference"_attr, 1, 1);
    mixed.add("Tunnel-Preference"_attr, 2, 2);
    const auto offer = offer_of(mixed);
    CHECK(shown(offer) == "1:192.0.2.1 2:192.0.2.2");
    CHECK(offer.tunnels[0].client_name.empty());
    CHECK(offer.tunnels[1].client_name == "two");
}

TEST_CASE("What has no tag holds for all tunnels that do not say otherwise", "[radius][rfc2868]") {
    radius::TunnelSet common;
    common.client_name = "hgw";
    common.password = base::Secret("hello");
    auto own = set_to(2, "192.0.2.2");
    own.client_name = "other";
    const auto offer = offer_of(sets({set_to(1, "192.0.2.1"), common, own}));
    REQUIRE(shown(offer) == "1:192.0.2.1 1:192.0.2.2");
    CHECK(offer.tunnels[0].client_name == "hgw");
    CHECK(offer.tunnels[1].client_name == "other");
    CHECK(offer.tunnels[1].password == base::Secret("hello"));
    // One with an LNS of its own is a tunnel beside the others.
    CHECK(shown(offer_of(sets({set_to(0, "192.0.2.3"), set_to(1, "192.0.2.1")}))) == "1:192.0.2.3 1:192.0.2.1");
}

TEST_CASE("Tunnels that we cannot open are passed over while another one is left", "[radius][rfc2868]") {
    auto pptp = set_to(1, "192.0.2.1");
    pptp.type = 1;
    auto frame_relay = set_to(2, "192.0.2.2");
    frame_relay.medium = 9;
    const auto nowhere = set_to(3, "");
    const auto offer = offer_of(sets({pptp, frame_relay, nowhere, set_to(4, "192.0.2.4")}));
    CHECK(shown(offer) == "1:192.0.2.4");
    REQUIRE(offer.notes.size() == 3);
    CHECK(offer.notes[0] == "the tunnel of tag 1 is of type PPTP");
    CHECK(offer.notes[1].starts_with("the tunnel of tag 2 is of medium"));
    CHECK(offer.notes[2] == "the tunnel of tag 3 has no Tunnel-Server-Endpoint");
    CHECK(error_of(sets({pptp})) == "there is no L2TP tunnel in it: the tunnel of tag 1 is of type PPTP");
}

TEST_CASE("IPv6, names, and a tunnel that does not say its type are taken", "[radius][rfc2868]") {
    auto v6 = set_to(1, "2001:db8::1");
    v6.medium = 2;
    auto named = set_to(2, "lns.example.net");
    named.type = {};
    named.medium = {};
    CHECK(shown(offer_of(sets({v6, named}))) == "1:2001:db8::1 1:lns.example.net");
}

TEST_CASE("Texts that cannot be used are an error, and not shown", "[radius]") {
    auto wrong = set_to(1, "192.0.2.1.5");
    CHECK(error_of(sets({wrong})) == "the tunnel of tag 1: the LNS is neither an IP address nor a host name");
    wrong = set_to(0, "host name");
    CHECK(error_of(sets({wrong})) == "the tunnel: the LNS is neither an IP address nor a host name");
    wrong = set_to(1, "192.0.2.1");
    wrong.client_name = "h\x1bgw";
    CHECK(error_of(sets({wrong})) == "the tunnel of tag 1: Tunnel-Client-Auth-Id is not printable");
    wrong = set_to(1, "192.0.2.1");
    wrong.server_name = "\n";
    CHECK(error_of(sets({wrong})) == "the tunnel of tag 1: Tunnel-Server-Auth-Id is not printable");
    wrong = set_to(1, "192.0.2.1");
    wrong.client_endpoint = "lac.example.net";
    CHECK(error_of(sets({wrong})) == "the tunnel of tag 1: Tunnel-Client-Endpoint is no IP address");
}

TEST_CASE("Cisco's pairs say the same", "[radius]") {
    const auto offer = offer_of(pairs({"vpdn:tunnel-type=l2tp", "vpdn:tunnel-id=hgw", "vpdn:ip-addresses=10.51.6.82",
                                       "vpdn:l2tp-tunnel-password=hello", "vpdn:source-ip=10.51.6.68"}));
    REQUIRE(shown(offer) == "1:10.51.6.82");
    CHECK(offer.tunnels[0].client_name == "hgw");
    CHECK(offer.tunnels[0].password == base::Secret("hello"));
    CHECK(to_string(offer.tunnels[0].source.value()) == "10.51.6.68");
}

TEST_CASE("Addresses of Cisco's pair: blank and comma between equals, slash before those that are asked later", "[radius]") {
    const std::pair<const char*, const char*> cases[] = {
        {"192.0.2.1 192.0.2.2,192.0.2.3", "1:192.0.2.1 1:192.0.2.2 1:192.0.2.3"},
        {"192.0.2.1/192.0.2.2/192.0.2.3", "1:192.0.2.1 2:192.0.2.2 3:192.0.2.3"},
        {"192.0.2.1, 192.0.2.2 / 192.0.2.3", "1:192.0.2.1 1:192.0.2.2 2:192.0.2.3"},
        {"lns.example.net", "1:lns.example.net"},
    };
    for (const auto& [value, expected] : cases) CHECK(shown(offer_of(pairs({std::string("vpdn:ip-addresses=") + value}))) == expected);
    CHECK(error_of(pairs({"vpdn:ip-addresses= , /"})) == "vpdn:ip-addresses has a value that cannot be used");
    CHECK(error_of(pairs({"vpdn:ip-addresses=300.1.1.1"})) == "the tunnel: the LNS is neither an IP address nor a host name");
}

TEST_CASE("Timers and switches of Cisco's pairs", "[radius]") {
    const auto offer = offer_of(pairs({"vpdn:ip-addresses=192.0.2.1", "vpdn:l2tp-hello-interval=30", "vpdn:l2tp-nosession-timeout=0",
                                       "vpdn:l2tp-busy-disconnect=no", "vpdn:l2tp-hidden-avp*yes", "vpdn:l2tp-tunnel-authen=1",
                                       "vpdn:l2tp-cm-local-window-size=8", "vpdn:force-local-chap=yes"}));
    CHECK(offer.hello_after == 30s);
    CHECK(offer.no_session_timeout == 0s);
    CHECK(offer.busy_disconnect == false);
    CHECK(offer.hide_avps == true);
    CHECK(offer.authenticate == true);
    CHECK(offer.receive_window == 8);
    CHECK(offer.notes == Texts{"vpdn:force-local-chap is not known"});
    for (const auto* wrong : {"l2tp-hello-interval=0", "l2tp-hello-interval=never", "l2tp-busy-disconnect=maybe", "tunnel-type=foo",
                              "l2tp-cm-local-window-size=0", "vpdn-group=no name", "tunnel-id="}) {
        const auto error = error_of(pairs({"vpdn:ip-addresses=192.0.2.1", std::string("vpdn:") + wrong}));
        CHECK(error.ends_with(" has a value that cannot be used"));
    }
    CHECK(error_of(pairs({"vpdn:tunnel-type=l2f", "vpdn:ip-addresses=192.0.2.1"})).find("of type L2F") != std::string::npos);
}

TEST_CASE("Pairs hold for tunnels of RFC 2868 too, which say it better", "[radius]") {
    auto attributes = pairs({"vpdn:tunnel-id=hgw", "vpdn:l2tp-tunnel-password=hello", "vpdn:ip-addresses=192.0.2.7"});
    auto set = set_to(1, "192.0.2.1");
    set.client_name = "mine";
    add_tunnel_set(attributes, set);
    add_tunnel_set(attributes, set_to(2, ""));
    const auto offer = offer_of(attributes);
    REQUIRE(shown(offer) == "1:192.0.2.1 1:192.0.2.7");
    CHECK(offer.tunnels[0].client_name == "mine");
    CHECK(offer.tunnels[0].password == base::Secret("hello"));
    CHECK(offer.tunnels[1].client_name == "hgw");
}

TEST_CASE("The name of a group of ours", "[radius]") {
    CHECK(offer_of(pairs({"vpdn:vpdn-group=wholesale"})).group == "wholesale");
    auto set = set_to(0, "");
    set.group_id = "wholesale";
    CHECK(offer_of(sets({set})).group == "wholesale");
    CHECK(offer_of(sets({set})).tunnels.empty());
    // Beside an LNS it is what RFC 2868 made it for, and nothing to us.
    set.server_endpoint = "192.0.2.1";
    CHECK(offer_of(sets({set})).group.empty());
}

TEST_CASE("Tunnels of a switch port beside ours are passed over, their group numbers too", "[radius][rfc3580]") {
    auto vlan = set_to(1, "");
    vlan.type = 13;
    vlan.medium = 6;
    vlan.group_id = "100";
    const auto offer = offer_of(sets({vlan, set_to(2, "192.0.2.2")}));
    CHECK(offer.group.empty());
    CHECK(shown(offer) == "1:192.0.2.2");
    CHECK(offer.notes.size() == 1);
    CHECK(error_of(sets({vlan})).find("type VLAN") != std::string::npos);
}

TEST_CASE("One answer has so many tunnels and no more, and each LNS once", "[radius]") {
    radius::AttributeList same, apart;
    for (std::uint8_t tag = 1; tag <= 31; ++tag) {
        auto set = set_to(tag, "");
        add_tunnel_set(same, set);
        set.assignment = std::to_string(tag);
        add_tunnel_set(apart, set);
    }
    for (auto* one : {&same, &apart}) one->add("Cisco-AVPair"_attr, "vpdn:ip-addresses=192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.1");
    CHECK(offer_of(same).tunnels.size() == 3);
    CHECK(offer_of(apart).tunnels.size() == 64);
    CHECK(offer_of(apart).notes.at(0) == "of more than 64 tunnels some of the tunnel of tag 22");
}

TEST_CASE("A tunnel attribute that occurs twice for one tag is an error that names it", "[radius][rfc2868]") {
    auto attributes = sets({set_to(1, "192.0.2.1")});
    attributes.add("Tunnel-Server-Endpoint"_attr, "192.0.2.2", 1);
    CHECK(error_of(attributes).find("Tunnel-Server-Endpoint") != std::string::npos);
}
