#include "radius/tunnel_sets.h"

#include "radius/chap_attributes.h"
#include "radius/cisco_avpair.h"
#include "support/catch.h"
#include "support/hex.h"

using namespace radius;
using namespace radius::literals;
using testing::from_hex;
using testing::octets;
using testing::to_hex;

TEST_CASE("Attributes of one tag are one tunnel, the preferred one first", "[radius][rfc2868]") {
    AttributeList list;
    list.add("Tunnel-Server-Endpoint"_attr, "192.0.2.1", 1);
    list.add("Tunnel-Server-Endpoint"_attr, "192.0.2.2", 2);
    list.add("Tunnel-Server-Endpoint"_attr, "192.0.2.3", 3);
    list.add("User-Name"_attr, "user");
    list.add("Tunnel-Preference"_attr, 20, 1);
    list.add("Tunnel-Preference"_attr, 10, 2);
    list.add("Tunnel-Type"_attr, value_of("Tunnel-Type"_attr, "L2TP"), 2);
    list.add("Tunnel-Password"_attr, base::Secret("secret"), 2);
    list.add("Tunnel-Assignment-Id"_attr, "a", 2);
    const auto sets = tunnel_sets(list);
    REQUIRE(sets);
    REQUIRE(sets->size() == 3);
    CHECK((*sets)[0].server_endpoint == "192.0.2.2");
    CHECK((*sets)[0].type == 3u);
    CHECK((*sets)[0].password == base::Secret("secret"));
    CHECK((*sets)[0].assignment == "a");
    CHECK((*sets)[1].server_endpoint == "192.0.2.1");
    CHECK_FALSE((*sets)[1].password);
    CHECK((*sets)[2].server_endpoint == "192.0.2.3");  // has no preference
}

TEST_CASE("Tunnels without preference stay in their order", "[radius][rfc2868][3.8]") {
    AttributeList list;
    for (const std::uint8_t tag : {std::uint8_t{5}, std::uint8_t{0}, std::uint8_t{3}})
        list.add("Tunnel-Server-Endpoint"_attr, "lns" + std::to_string(tag), tag);
    const auto sets = tunnel_sets(list);
    REQUIRE(sets);
    CHECK((*sets)[0].tag == 5);
    CHECK((*sets)[1].tag == 0);
    CHECK((*sets)[2].tag == 3);
    CHECK(tunnel_sets({})->empty());
}

TEST_CASE("What occurs twice in one tunnel is an error", "[radius][rfc2868]") {
    AttributeList list;
    list.add("Tunnel-Client-Auth-Id"_attr, "lac", 1);
    list.add("Tunnel-Client-Auth-Id"_attr, "lac", 1);
    CHECK(text_of(tunnel_sets(list).error()) == "attribute 90 (Tunnel-Client-Auth-Id): occurs a second time in one tunnel");
}

TEST_CASE("A tunnel goes into attributes and comes back", "[radius][rfc2868]") {
    TunnelSet set{7, 3, 1, 100, "192.0.2.9", "lns.example.net", "group", "id", "lac", "lns", base::Secret("s")};
    AttributeList list;
    add_tunnel_set(list, set);
    CHECK(list.size() == 10);
    const auto back = tunnel_sets(list);
    REQUIRE(back);
    CHECK(*back == std::vector<TunnelSet>{set});
}

TEST_CASE("Cisco pairs are split at the first separator", "[radius]") {
    const auto pair = split_avpair("vpdn:ip-addresses=192.0.2.1 192.0.2.2");
    REQUIRE(pair);
    CHECK(pair->protocol == "vpdn");
    CHECK(pair->name == "ip-addresses");
    CHECK(pair->value == "192.0.2.1 192.0.2.2");
    CHECK_FALSE(pair->optional);
    CHECK(split_avpair("lcp:interface-config*mtu=1400")->optional);
    CHECK(split_avpair("lcp:interface-config*mtu=1400")->value == "mtu=1400");
    CHECK(split_avpair("addr = 10.0.0.1")->name == "addr");
    CHECK(split_avpair("addr = 10.0.0.1")->value == "10.0.0.1");
    CHECK(split_avpair("shell:priv-lvl=")->value.empty());
    for (const auto* bad : {"", "vpdn", "vpdn:", "=x", "vpdn:=x", " : = x"}) CHECK_FALSE(split_avpair(bad));
    CHECK(holds_secret(*split_avpair("vpdn:L2TP-Tunnel-Password=x")));
    CHECK(holds_secret(*split_avpair("ipsec:key-exchange*preshared")));
    CHECK_FALSE(holds_secret(*split_avpair("vpdn:tunnel-id=x")));
}

TEST_CASE("Answers to MS-CHAPv2 are laid out as RFC 2548 wants", "[radius][rfc2548][2.3.2]") {
    const auto challenge = from_hex("5b5d7c7d7b3f2f3e3c2c602132262628");
    // Peer challenge, eight zeroes, NT response of RFC 2759 section 9.2, flags.
    const auto response = from_hex("21402324255e262a28295f2b3a337c7e 0000000000000000 "
                                   "82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df 00");
    AttributeList list;
    REQUIRE(add_ms_chap2(list, {22, challenge, response}));
    CHECK(to_hex(*list.octets("MS-CHAP-Challenge"_attr)) == to_hex(challenge));
    CHECK(to_hex(*list.octets("MS-CHAP2-Response"_attr)) ==
          "160021402324255e262a28295f2b3a337c7e000000000000000082309ecd8d708b5ea08faa3981cd83544233114a3d85d6df");
    CHECK_FALSE(add_ms_chap2(list, {22, challenge, Octets(response).first(48)}));
    CHECK_FALSE(add_ms_chap2(list, {22, {}, response}));
    CHECK(list.size() == 2);
}

TEST_CASE("Answers to CHAP and MS-CHAPv1 keep their identifier and flags", "[radius][rfc2865][5.3][rfc2548][2.1.3]") {
    AttributeList list;
    const base::Bytes response(16, 0xaa);
    REQUIRE(add_chap(list, {3, octets("challenge"), response}));
    CHECK(to_hex(*list.octets("CHAP-Password"_attr)) == "03" + to_hex(response));
    CHECK(to_hex(*list.octets("CHAP-Challenge"_attr)) == to_hex(octets("challenge")));
    base::Bytes old(49, 0x11);
    old.back() = 1;  // use the NT response
    AttributeList ms;
    REQUIRE(add_ms_chap(ms, {4, octets("12345678"), old}));
    CHECK(to_hex(*ms.octets("MS-CHAP-Response"_attr)) == "0401" + to_hex(Octets(old).first(48)));
    CHECK_FALSE(add_chap(ms, {3, octets("challenge"), old}));
}

TEST_CASE("What comes back for MS-CHAP is found", "[radius][rfc2548]") {
    AttributeList accept;
    CHECK(ms_chap2_success(accept).empty());
    CHECK_FALSE(mppe_keys(accept));
    accept.add("MS-CHAP2-Success"_attr, octets("\x16S=407A5589115FD0D6209F510FE9C04566932CDA56"));
    accept.add("MS-MPPE-Send-Key"_attr, from_hex("8b7cdc149b993a1ba118cb153f56dccb"));
    accept.add("MS-MPPE-Recv-Key"_attr, from_hex("d5f0e9521e3ea9589645e86051c82226"));
    accept.add("MS-MPPE-Encryption-Policy"_attr, 2);
    accept.add("MS-MPPE-Encryption-Types"_attr, 4);
    CHECK(ms_chap2_success(accept) == "S=407A5589115FD0D6209F510FE9C04566932CDA56");
    const auto keys = mppe_keys(accept);
    REQUIRE(keys);
    CHECK(to_hex(keys->send) == "8b7cdc149b993a1ba118cb153f56dccb");
    CHECK(to_hex(keys->recv) == "d5f0e9521e3ea9589645e86051c82226");
    CHECK(mppe_rules(accept).required);
    CHECK(mppe_rules(accept).types == kMppe128);
    CHECK_FALSE(mppe_rules(AttributeList()).required);
    CHECK(mppe_rules(AttributeList()).types == (kMppe40 | kMppe128));
    AttributeList half;
    half.add("MS-MPPE-Send-Key"_attr, from_hex("8b7cdc149b993a1ba118cb153f56dccb"));
    CHECK_FALSE(mppe_keys(half));
    half.add("MS-MPPE-Recv-Key"_attr, from_hex("d5f0e9521e3ea958"));
    CHECK_FALSE(mppe_keys(half));
    AttributeList old;
    old.add("MS-CHAP-MPPE-Keys"_attr, from_hex("0102030405060708 1112131415161718191a1b1c1d1e1f20 0000000000000000"));
    CHECK(to_hex(mppe_keys(old)->lm) == "0102030405060708");
    CHECK(to_hex(mppe_keys(old)->nt) == "1112131415161718191a1b1c1d1e1f20");
    AttributeList reject;
    reject.add("MS-CHAP-Error"_attr, "\x16" "E=691 R=0 C=00 V=3");
    CHECK(ms_chap_error(reject) == "E=691 R=0 C=00 V=3");
}
