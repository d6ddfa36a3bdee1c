#include "pppoe/discovery.h"

#include "support/catch.h"
#include "support/pppoe_host.h"

using namespace testing;

TEST_CASE("A PADI is answered with the name, the service as it was and a cookie",
          "[pppoe][rfc2516][2516-4-02][2516-5.2-01][2516-5.2-02][2516-5.2-03][2516-5.2-04]") {
    Ethernet ether;
    const auto answers = ether.say({.tags = Tags().add(Tag::kServiceName, "isp").octets});
    REQUIRE(answers.size() == 1);
    const auto& offer = answers[0];
    CHECK(offer.interface == Ethernet::kInterface);
    CHECK(offer.frame.code == Code::kPado);
    CHECK(offer.frame.to == mac(2));
    CHECK(offer.frame.from == mac(1));
    CHECK(offer.frame.session == 0);
    CHECK(offer.one(Tag::kAcName) == "LAC");
    CHECK(offer.one(Tag::kServiceName) == "isp");
    CHECK(offer.one(Tag::kAcCookie).size() == 16);
    CHECK(offer.all(Tag::kMaxPayload).empty());
    CHECK(ether.count(Count::kPadoSent) == 1);
}

TEST_CASE("Host-Uniq and Relay-Session-Id come back as they were in PADO, PADS and a refusal", "[pppoe][rfc2516][2516-A-02][2516-A-04]") {
    Ethernet ether;
    const std::string uniq("\0\xff uniq", 7), relay("relay\0", 6);
    const auto tags = Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, uniq).add(Tag::kRelaySessionId, relay);
    const auto expect_both = [&](const std::vector<Heard>& answers) {
        REQUIRE(answers.size() == 1);
        CHECK(answers[0].one(Tag::kHostUniq) == uniq);
        CHECK(answers[0].one(Tag::kRelaySessionId) == relay);
    };
    expect_both(ether.say({.tags = tags.octets}));
    CHECK(ether.say(ether.padr(2, tags)).empty());
    ether.discovery.opened(ether.now, ether.opening.at(0).key);
    expect_both(ether.take());
    CHECK(ether.say(ether.padr(4, tags)).empty());
    ether.discovery.refused(ether.opening.at(1).key, "no");
    expect_both(ether.take());
    // An empty one is one.
    const auto answers = ether.say({.tags = Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "").octets});
    CHECK(answers.at(0).one(Tag::kHostUniq).empty());
}

TEST_CASE("A session is confirmed when the kernel has it, not before", "[pppoe][rfc2516][2516-3-01][2516-5.4-01][2516-5.4-04]") {
    Ethernet ether;
    CHECK(ether.say(ether.padr(2, Tags().add(Tag::kServiceName, "isp"))).empty());
    REQUIRE(ether.opening.size() == 1);
    const auto& open = ether.opening[0];
    CHECK(open.host == mac(2));
    CHECK(open.interface == "eth1");
    CHECK(open.service == "isp");
    CHECK(open.max_payload == 1492);
    CHECK(open.concentrator->name == "access");
    CHECK(open.key.id != 0);
    ether.discovery.opened(ether.now, open.key);
    const auto answers = ether.take();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].frame.code == Code::kPads);
    CHECK(answers[0].frame.to == mac(2));
    CHECK(answers[0].frame.from == mac(1));
    CHECK(answers[0].frame.session == open.key.id);
    CHECK(answers[0].one(Tag::kServiceName) == "isp");
    CHECK(answers[0].all(Tag::kAcSystemError).empty());
}

TEST_CASE("A PADI or PADR with a session id, or not exactly one Service-Name, is not served",
          "[pppoe][rfc2516][2516-5.1-01][2516-5.1-02][2516-5.3-01][2516-5.3-02]") {
    Ethernet ether;
    auto request = ether.padr();
    request.session = 1;
    CHECK(ether.say(request).empty());
    request = ether.padr(2, {});
    CHECK(ether.say(request).empty());
    request = ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kServiceName, ""));
    CHECK(ether.say(request).empty());
    CHECK(ether.opening.empty());

    auto padi = Ethernet::padi();
    padi.session = 1;
    CHECK(ether.say(padi).empty());
    CHECK(ether.say({.tags = {}}).empty());
    CHECK(ether.say({.tags = Tags().add(Tag::kServiceName, "").add(Tag::kServiceName, "b").octets}).empty());
    CHECK(ether.count(Count::kMalformed) == 6);
}

TEST_CASE("Frames from and to addresses that they cannot have are not served", "[pppoe]") {
    Ethernet ether;
    auto padi = Ethernet::padi();
    padi.to = mac(1);
    CHECK(ether.say(padi).empty());
    for (const auto& from : {kBroadcast, MacAddress{{1, 0, 0x5e, 0, 0, 1}}, MacAddress{}, mac(1)}) {
        padi = Ethernet::padi();
        padi.from = from;
        CHECK(ether.say(padi).empty());
    }
    for (const auto& to : {kBroadcast, mac(9)}) {
        auto padr = ether.padr();
        padr.to = to;
        CHECK(ether.say(padr).empty());
    }
    CHECK(ether.opening.empty());
    CHECK(ether.count(Count::kNotForUs) == 7);
    // Between others, or from one who takes us for a host.
    CHECK(ether.say({.to = mac(1), .code = 0x07, .tags = {}}).empty());
    CHECK(ether.say({.to = mac(1), .code = 0x65, .tags = {}}).empty());
    CHECK(ether.count(Count::kNotForUs) == 9);
}

TEST_CASE("With names of services others are refused, and all names are offered",
          "[pppoe][rfc2516][2516-5.2-05][2516-5.4-02][2516-5.4-03][2516-9-02]") {
    Ethernet ether;
    ether.settings.services = {"isp", "video"};
    ether.serve();
    CHECK(ether.say({.tags = Tags().add(Tag::kServiceName, "other").octets}).empty());
    CHECK(ether.count(Count::kOtherService) == 1);
    const auto offers = ether.say({.tags = Tags().add(Tag::kServiceName, "video").octets});
    CHECK(offers.at(0).all(Tag::kServiceName) == std::vector<std::string>{"video", "isp"});
    CHECK(ether.say(Ethernet::padi()).at(0).all(Tag::kServiceName) == std::vector<std::string>{"", "isp", "video"});
    const auto refusals = ether.say(ether.padr(2, Tags().add(Tag::kServiceName, "other")));
    REQUIRE(refusals.size() == 1);
    CHECK(refusals[0].frame.code == Code::kPads);
    CHECK(refusals[0].frame.session == 0);
    CHECK(refusals[0].all(Tag::kServiceNameError).size() == 1);
    CHECK(ether.opening.empty());
    CHECK(ether.say(ether.padr(2, Tags().add(Tag::kServiceName, "isp"))).empty());
    CHECK(ether.opening.size() == 1);
}

TEST_CASE("A request for another concentrator is left to that one", "[pppoe]") {
    Ethernet ether;
    CHECK(ether.say({.tags = Tags().add(Tag::kServiceName, "").add(Tag::kAcName, "other").octets}).empty());
    CHECK(ether.count(Count::kOtherConcentrator) == 1);
    CHECK(ether.say({.tags = Tags().add(Tag::kServiceName, "").add(Tag::kAcName, "LAC").octets}).size() == 1);
    CHECK(ether.say(ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kAcName, "other"))).empty());
    CHECK(ether.opening.empty());
}

TEST_CASE("A PADR needs the cookie of its host, interface and time", "[pppoe][rfc2516][2516-9-01][2516-A-03]") {
    Ethernet ether;
    const auto good = ether.padr(2);
    auto other_host = good;
    other_host.from = mac(4);
    CHECK(ether.say(other_host).empty());
    auto none = good;
    none.tags = Tags().add(Tag::kServiceName, "").octets;
    CHECK(ether.say(none).empty());
    auto changed = good;
    changed.tags.back() ^= 1;
    CHECK(ether.say(changed).empty());
    Ethernet another;
    another.discovery = Discovery(CookieKey{9});
    another.serve();
    CHECK(another.say(good).empty());
    CHECK(another.opening.empty());
    ether.now += std::chrono::minutes(2);
    CHECK(ether.say(good).empty());
    CHECK(ether.opening.empty());
    CHECK(ether.count(Count::kNoCookie) == 4);
    ether.now -= std::chrono::minutes(1);
    CHECK(ether.say(good).empty());
    CHECK(ether.opening.size() == 1);
}

TEST_CASE("PPP-Max-Payload is told to who asks, as far as interface and configuration have it",
          "[pppoe][rfc4638][rfc2516][2516-7-03][2516-7-04]") {
    Ethernet ether;
    const auto told = [&](std::uint16_t asked, unsigned mtu, unsigned most = 1500) {
        ether.interface.mtu = mtu;
        ether.settings.max_payload = most;
        ether.serve();
        const base::Bytes value = {static_cast<std::uint8_t>(asked >> 8), static_cast<std::uint8_t>(asked)};
        const auto tags = Tags().add(Tag::kServiceName, "").add(Tag::kMaxPayload, value);
        const auto in_offer = ether.say({.tags = tags.octets}).at(0).all(Tag::kMaxPayload);
        CHECK(ether.say(ether.padr(2, tags)).empty());
        const auto open = ether.opening.back();
        ether.discovery.opened(ether.now, open.key);
        const auto in_pads = ether.take().at(0).all(Tag::kMaxPayload);
        CHECK(in_offer == in_pads);
        ether.discovery.released(open.key);
        ether.take();
        if (in_pads.empty()) return std::pair(0, int{open.max_payload});
        const int number = static_cast<std::uint8_t>(in_pads[0][0]) << 8 | static_cast<std::uint8_t>(in_pads[0][1]);
        return std::pair(number, int{open.max_payload});
    };
    CHECK(told(1500, 1508) == std::pair(1500, 1500));
    CHECK(told(1500, 1504) == std::pair(1496, 1496));
    CHECK(told(1500, 1500) == std::pair(0, 1492));
    CHECK(told(1496, 9000) == std::pair(1496, 1496));
    CHECK(told(9000, 9000) == std::pair(1500, 1500));
    CHECK(told(1500, 1508, 1492) == std::pair(0, 1492));
    CHECK(told(1400, 1508) == std::pair(0, 1492));
    CHECK(told(1500, 1400) == std::pair(0, 1392));
}

TEST_CASE("An answer that would not fit into a frame is not sent", "[pppoe]") {
    Ethernet ether;
    const auto padi = [](std::size_t uniq) {
        return RawFrame{.tags = Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, base::Bytes(uniq)).octets};
    };
    // Headers 6 + 4 + 4, AC-Name 7, cookie 20.
    constexpr std::size_t kRoom = 1500 - 6 - 4 - 4 - 7 - 20;
    REQUIRE(ether.say(padi(kRoom)).size() == 1);
    CHECK(ether.say(padi(kRoom + 1)).empty());
    CHECK(ether.count(Count::kNoRoom) == 1);
    // Further services are left out before that.
    ether.settings.services = {"", std::string(40, 's')};
    ether.serve();
    CHECK(ether.say(padi(kRoom)).at(0).all(Tag::kServiceName).size() == 1);
    CHECK(ether.say(padi(kRoom - 44)).at(0).all(Tag::kServiceName).size() == 2);
}

TEST_CASE("Texts of refusals are printable, and none ends with a NUL", "[pppoe][rfc2516][2516-A-07][2516-A-08]") {
    Ethernet ether;
    ether.settings.services = {"isp"};
    ether.settings.sessions_per_interface = 1;
    ether.serve();
    std::vector<Heard> refusals = ether.say(ether.padr(2, Tags().add(Tag::kServiceName, "other")));
    const auto late = ether.padr(4);
    ether.session(5);
    const auto add = [&](const std::vector<Heard>& more) { refusals.insert(refusals.end(), more.begin(), more.end()); };
    add(ether.say(late));
    ether.discovery.stop();
    add(ether.say(late));
    REQUIRE(refusals.size() == 3);
    for (const auto& refusal : refusals) {
        auto texts = refusal.all(Tag::kServiceNameError);
        for (const auto& text : refusal.all(Tag::kAcSystemError)) texts.push_back(text);
        REQUIRE(texts.size() == 1);
        CHECK_FALSE(texts[0].empty());
        CHECK(std::ranges::all_of(texts[0], [](char c) { return c >= ' ' && c < 0x7f; }));
        CHECK(refusal.frame.session == 0);
    }
}
