#include "pppoe/discovery.h"
#include "support/catch.h"
#include "support/pppoe_host.h"

using namespace testing;

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("A host has no more than sessions-per-mac, on each interface", "[pppoe]") {
    Ethernet ether;
    ether.settings.sessions_per_mac = 2;
    ether.serve();
    const auto late = ether.padr(2);
    const auto first = ether.session(2, "a");
    ether.session(2, "b");
    // Silence for a PADI (section 5.2), a word for a PADR that had its cookie before.
    CHECK(ether.say(Ethernet::padi()).empty());
    const auto refusal = ether.say(late);
    REQUIRE(refusal.size() == 1);
    CHECK(refusal[0].frame.session == 0);
    CHECK(refusal[0].all(Tag::kAcSystemError).size() == 1);
    CHECK(ether.count(Count::kFull) == 2);
    CHECK(ether.say(Ethernet::padi(4)).size() == 1);
    const Interface second{5, "eth2", mac(1), 1500};
    ether.discovery.serve(second, std::make_shared<const Concentrator>(Concentrator{"access", ether.settings}));
    ether.discovery.receive(ether.now, 5, Ethernet::padi().octets());
    CHECK(ether.take().size() == 1);
    // Not before the kernel has let the first one go.
    ether.say(ether.padt(first));
    CHECK(ether.say(Ethernet::padi()).empty());
    ether.discovery.released(first);
    CHECK(ether.say(Ethernet::padi()).size() == 1);
}

TEST_CASE("An interface and a concentrator have their limits", "[pppoe][rfc2516][2516-5.2-05]") {
    Ethernet ether;
    SECTION("interface") { ether.settings.sessions_per_interface = 3; }
    SECTION("concentrator") { ether.settings.session_limit = 3; }
    ether.serve();
    const auto late = ether.padr(9);
    const auto first = ether.session(2);
    for (std::uint8_t host = 3; host < 5; ++host) ether.session(host);
    CHECK(ether.say(Ethernet::padi(9)).empty());
    CHECK(ether.say(late).at(0).frame.session == 0);
    ether.discovery.released(first);
    ether.take();
    CHECK(ether.say(Ethernet::padi(9)).size() == 1);
}

TEST_CASE("Hosts that never authenticate leave room on other interfaces, and are served when those before them did", "[pppoe]") {
    Ethernet ether;
    ether.settings.half_open_limit = 4;
    ether.serve();
    const auto access = std::make_shared<const Concentrator>(Concentrator{"access", ether.settings});
    for (int index = 5; index < 7; ++index)
        ether.discovery.serve({index, "eth" + std::to_string(index), mac(1), 1500}, access);
    const auto late = ether.padr(9);
    const auto first = ether.session(2), second = ether.session(3);
    CHECK(ether.say(Ethernet::padi(9)).empty());
    const auto refusal = ether.say(late);
    REQUIRE(refusal.size() == 1);
    CHECK(refusal[0].frame.session == 0);
    CHECK(refusal[0].all(Tag::kAcSystemError).size() == 1);
    CHECK(ether.count(Count::kFull) == 2);
    const auto open_on = [&](int index, std::uint8_t host) {
        ether.discovery.receive(ether.now, index, Ethernet::padi(host).octets());
        const auto offers = ether.take();
        if (offers.empty()) return false;
        const auto tags = Tags().add(Tag::kServiceName, "").add(Tag::kAcCookie, offers.at(0).one(Tag::kAcCookie));
        const RawFrame padr{.to = mac(1), .from = mac(host), .code = 0x19, .tags = tags.octets};
        ether.discovery.receive(ether.now, index, padr.octets());
        CHECK(ether.take().empty());
        return true;
    };
    CHECK(open_on(5, 2));
    CHECK(open_on(5, 3));
    CHECK_FALSE(open_on(6, 2));  // the concentrator's four
    // One that is over has still its pppd: it counts until it is released.
    ether.say(ether.padt(second, 3));
    CHECK(ether.say(Ethernet::padi(9)).empty());
    ether.discovery.released(second);
    CHECK(ether.say(Ethernet::padi(9)).size() == 1);
    CHECK(open_on(6, 2));
    CHECK(ether.say(Ethernet::padi(9)).empty());
    ether.discovery.authenticated(first);
    ether.discovery.authenticated(first);
    CHECK(ether.say(Ethernet::padi(9)).size() == 1);
    // What is known of it is taken over.
    ether.discovery = Discovery(ether.discovery.save());
    ether.serve();
    ether.discovery.released(first);
    ether.take();
    CHECK(ether.say(late).empty());
    CHECK(ether.say(Ethernet::padi(10)).empty());
}

TEST_CASE("While pppds wait too long for their start no host is offered a session", "[pppoe]") {
    Ethernet ether;
    bool can_serve = true;
    ether.discovery.admit([&] { return can_serve; });
    const auto late = ether.padr(9);
    can_serve = false;
    CHECK(ether.say(Ethernet::padi(9)).empty());
    const auto refusal = ether.say(late);
    REQUIRE(refusal.size() == 1);
    CHECK(refusal[0].all(Tag::kAcSystemError).size() == 1);
    CHECK(ether.opening.empty());
    CHECK(ether.count(Count::kBusy) == 2);
    can_serve = true;
    CHECK(ether.say(Ethernet::padi(9)).size() == 1);
}

TEST_CASE("PADOs are sent no faster than pado-per-second, a second's worth at once", "[pppoe]") {
    Ethernet ether;
    ether.settings.pado_per_second = 10;
    ether.serve();
    const auto answered = [&](unsigned asked) {
        std::size_t out = 0;
        for (unsigned i = 0; i < asked; ++i) out += ether.say(Ethernet::padi(static_cast<std::uint8_t>(2 + i))).size();
        return out;
    };
    CHECK(answered(100) == 10);
    CHECK(ether.count(Count::kPaced) == 90);
    ether.now += milliseconds(99);
    CHECK(answered(100) == 0);
    ether.now += milliseconds(1);
    CHECK(answered(100) == 1);
    ether.now += milliseconds(250);
    CHECK(answered(100) == 2);
    ether.now += seconds(60);
    CHECK(answered(100) == 10);
}

TEST_CASE("A flood of PADIs on one interface leaves the others their offers, and all together have a limit", "[pppoe]") {
    Ethernet ether;
    ether.settings.pado_per_second = 10;
    ether.serve();
    const auto access = std::make_shared<const Concentrator>(Concentrator{"access", ether.settings});
    const auto answered = [&](int index) {
        ether.discovery.serve({index, "eth" + std::to_string(index), mac(1), 1500}, access);
        for (unsigned i = 0; i < 100; ++i) ether.discovery.receive(ether.now, index, Ethernet::padi().octets());
        return ether.take().size();
    };
    for (int index = 5; index < 13; ++index) CHECK(answered(index) == 10);
    CHECK(answered(13) == 0);
    ether.now += seconds(1);
    CHECK(answered(13) == 10);
}

TEST_CASE("A PADO waits for pado-delay, and is not sent where nobody is served any more", "[pppoe]") {
    Ethernet ether;
    ether.settings.pado_delay = milliseconds(300);
    ether.serve();
    CHECK(ether.say(Ethernet::padi()).empty());
    CHECK(ether.discovery.next_deadline() == ether.now + milliseconds(300));
    ether.now += milliseconds(299);
    ether.discovery.on_time(ether.now);
    CHECK(ether.take().empty());
    ether.now += milliseconds(1);
    ether.discovery.on_time(ether.now);
    const auto offers = ether.take();
    REQUIRE(offers.size() == 1);
    CHECK(offers[0].frame.code == Code::kPado);
    CHECK_FALSE(ether.discovery.next_deadline());
    CHECK(ether.say(Ethernet::padi()).empty());
    ether.discovery.withdraw(Ethernet::kInterface);
    ether.now += seconds(1);
    ether.discovery.on_time(ether.now);
    CHECK(ether.take().empty());
    CHECK_FALSE(ether.discovery.next_deadline());
}

TEST_CASE("Waiting PADOs are bounded", "[pppoe]") {
    Ethernet ether;
    ether.settings.pado_per_second = 0;
    ether.settings.pado_delay = seconds(2);
    ether.serve();
    for (unsigned i = 0; i < 2 * Discovery::kMostDelayed; ++i) CHECK(ether.say(Ethernet::padi()).empty());
    ether.now += seconds(2);
    ether.discovery.on_time(ether.now);
    CHECK(ether.take().size() == Discovery::kMostDelayed);
}

TEST_CASE("A daemon that stops offers nothing and refuses what was offered", "[pppoe]") {
    Ethernet ether;
    const auto request = ether.padr();
    ether.discovery.stop();
    CHECK(ether.say(Ethernet::padi()).empty());
    CHECK(ether.say(request).at(0).frame.session == 0);
    CHECK(ether.opening.empty());
}

TEST_CASE("A session that is being made when the daemon stops is refused, and does not come up", "[pppoe]") {
    Ethernet ether;
    const auto up = ether.session(2);
    CHECK(ether.say(ether.padr(4)).empty());
    const auto key = ether.opening.back().key;
    CHECK(ether.discovery.wants(key));
    ether.discovery.stop();
    const auto told = ether.take();
    REQUIRE(told.size() == 1);
    CHECK(told[0].frame.to == mac(4));
    CHECK(told[0].frame.session == 0);
    CHECK(told[0].all(Tag::kAcSystemError).size() == 1);
    CHECK_FALSE(ether.discovery.wants(key));
    ether.discovery.opened(ether.now, key);
    CHECK(ether.take().empty());
    // The kernel has it until now.
    CHECK(ether.discovery.sessions().find(key)->state == SessionState::kOver);
    ether.discovery.released(key);
    CHECK(ether.take().empty());
    CHECK(ether.discovery.sessions().all().size() == 1);
    CHECK(ether.discovery.sessions().find(up)->state == SessionState::kUp);
}

TEST_CASE("Interfaces that nobody serves are not listened to", "[pppoe]") {
    Ethernet ether;
    ether.discovery.receive(ether.now, 77, Ethernet::padi().octets());
    CHECK(ether.take().empty());
    CHECK(ether.count(Count::kPadiReceived) == 0);
    CHECK(ether.discovery.interface(77) == nullptr);
    REQUIRE(ether.discovery.interface(Ethernet::kInterface) != nullptr);
    CHECK(ether.discovery.interface(Ethernet::kInterface)->name == "eth1");
}
