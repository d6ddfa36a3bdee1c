#include <set>

#include "pppoe/discovery.h"
#include "support/catch.h"
#include "support/pppoe_host.h"

using namespace testing;

using std::chrono::seconds;

TEST_CASE("A repeated PADR gets the same confirmation and no second session", "[pppoe]") {
    Ethernet ether;
    const auto request = ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "one"));
    CHECK(ether.say(request).empty());
    CHECK(ether.say(request).empty());  // the kernel is still at it
    REQUIRE(ether.opening.size() == 1);
    ether.discovery.opened(ether.now, ether.opening[0].key);
    const auto first = ether.take();
    const auto again = ether.say(request);
    REQUIRE(again.size() == 1);
    CHECK(again[0].octets == first.at(0).octets);
    CHECK(ether.opening.size() == 1);
    CHECK(ether.count(Count::kRepeated) == 2);
    // Another Host-Uniq, or after a while: another session.
    CHECK(ether.say(ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "two"))).empty());
    CHECK(ether.opening.size() == 2);
    ether.now += seconds(5);
    CHECK(ether.say(request).empty());
    CHECK(ether.opening.size() == 3);
}

TEST_CASE("A PADR of another service is another request", "[pppoe]") {
    Ethernet ether;
    ether.settings.services = {"isp", "video"};
    ether.serve();
    const auto request = [&](std::string_view service) {
        return ether.padr(2, Tags().add(Tag::kServiceName, service).add(Tag::kHostUniq, "u"));
    };
    CHECK(ether.say(request("isp")).empty());
    CHECK(ether.say(request("video")).empty());
    REQUIRE(ether.opening.size() == 2);
    CHECK(ether.opening[1].service == "video");
    ether.discovery.opened(ether.now, ether.opening[1].key);
    CHECK(ether.take().at(0).one(Tag::kServiceName) == "video");
    CHECK(ether.say(request("video")).at(0).frame.session == ether.opening[1].key.id);
    CHECK(ether.say(request("isp")).empty());
    CHECK(ether.opening.size() == 2);
    CHECK(ether.count(Count::kRepeated) == 2);
}

TEST_CASE("A PADR after the end of its session opens another one", "[pppoe]") {
    Ethernet ether;
    const auto key = ether.session();
    ether.say(ether.padt(key));
    ether.discovery.released(key);
    const auto second = ether.session();
    CHECK(second.id != key.id);
    // The first request's time ends; the second one's has not.
    const auto request = ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "u"));
    CHECK(ether.say(request).size() == 1);
    CHECK(ether.opening.size() == 2);
}

TEST_CASE("Only the two ends of a session end it by PADT", "[pppoe][rfc2516][2516-5.5-01]") {
    Ethernet ether;
    const auto key = ether.session();
    ether.session(4);
    CHECK(ether.say(ether.padt(key, 4)).empty());
    auto forged = ether.padt(key);
    forged.to = mac(9);
    CHECK(ether.say(forged).empty());
    forged = ether.padt(key);
    forged.session = 99;
    CHECK(ether.say(forged).empty());
    CHECK(ether.over.empty());
    CHECK(ether.count(Count::kStranger) == 3);
    CHECK(ether.say(ether.padt(key)).empty());
    REQUIRE(ether.over.size() == 1);
    CHECK(ether.over[0].key == key);
    CHECK(ether.over[0].how == SessionEnd::kHost);
}

TEST_CASE("Nothing is sent on a session that is over", "[pppoe][rfc2516][2516-5.5-02]") {
    Ethernet ether;
    const auto key = ether.session();
    ether.say(ether.padt(key));
    ether.discovery.close(key);
    ether.discovery.close(key);
    ether.discovery.released(key);
    CHECK(ether.take().empty());
    CHECK(ether.say(ether.padt(key)).empty());
    CHECK(ether.over.size() == 1);
}

TEST_CASE("A session that this side ends is told to its host once", "[pppoe][rfc2516][2516-5.5-01][2516-5.5-04]") {
    Ethernet ether;
    const auto key = ether.session();
    ether.discovery.close(key);
    ether.discovery.close(key);
    ether.discovery.released(key);
    const auto told = ether.take();
    REQUIRE(told.size() == 1);
    CHECK(told[0].frame.code == Code::kPadt);
    CHECK(told[0].frame.session == key.id);
    CHECK(told[0].frame.to == mac(2));
    CHECK(told[0].frame.from == mac(1));
    CHECK(ether.over.empty());
}

TEST_CASE("An id is given again only when the kernel has let it go, and no other is used twice or is reserved",
          "[pppoe][rfc2516][2516-4-05][2516-5.4-01]") {
    Ethernet ether;
    ether.settings.sessions_per_mac = ether.settings.session_limit = 0;
    ether.settings.pado_per_second = 0;
    ether.serve();
    const auto held = ether.session();
    ether.say(ether.padt(held));  // over, but not released
    const auto request = ether.padr(4);
    std::set<std::uint16_t> seen;
    for (unsigned i = 0; i < 0xfffe - 1; ++i) {
        ether.opening.clear();
        ether.discovery.receive(ether.now, Ethernet::kInterface, request.octets());
        ether.take();
        REQUIRE(ether.opening.size() == 1);
        const auto id = ether.opening[0].key.id;
        CHECK(seen.insert(id).second);
        ether.discovery.refused(ether.opening[0].key, "");
    }
    CHECK(seen.size() == 0xfffe - 1);
    CHECK_FALSE(seen.contains(0));
    CHECK_FALSE(seen.contains(0xffff));
    CHECK_FALSE(seen.contains(held.id));
    ether.discovery.released(held);
    ether.take();
    ether.say(request);
    CHECK(ether.opening.back().key.id == held.id);
}

TEST_CASE("Ids of a start are not those of the start before, and go on after their interface was down", "[pppoe]") {
    const auto first_id = [](const CookieKey& key, int index) {
        Ethernet ether;
        ether.discovery = Discovery(key);
        ether.interface.index = index;
        ether.serve();
        ether.discovery.receive(ether.now, index, Ethernet::padi().octets());
        const auto tags = Tags().add(Tag::kServiceName, "").add(Tag::kAcCookie, ether.take().at(0).one(Tag::kAcCookie));
        const RawFrame padr{.to = mac(1), .from = mac(2), .code = 0x19, .tags = tags.octets};
        ether.discovery.receive(ether.now, index, padr.octets());
        ether.take();
        return ether.opening.at(0).key.id;
    };
    std::set<std::uint16_t> seen;
    for (std::uint8_t start = 0; start < 4; ++start)
        for (int index = 3; index < 7; ++index) seen.insert(first_id(CookieKey{start}, index));
    CHECK(seen.size() >= 14);
    CHECK_FALSE(seen.contains(0));

    Ethernet ether;
    const auto key = ether.session();
    ether.discovery.lost(Ethernet::kInterface);
    ether.discovery.released(key);
    SECTION("at once") {}
    SECTION("in another object") { ether.discovery = Discovery(ether.discovery.save()); }
    ether.take();
    ether.serve();
    CHECK(ether.session().id == (key.id == 0xfffe ? 1 : key.id + 1));
}

TEST_CASE("The turns of interfaces that come and go are bounded", "[pppoe]") {
    SessionTable table;
    table.begin_at(7, 100);
    table.add({7, 101}, {.host = mac(2), .own = mac(1), .state = SessionState::kUp, .since = {}, .concentrator = "access"});
    for (int index = 1000; index < 1000 + 2 * static_cast<int>(SessionTable::kMostTurns); ++index) table.begin_at(index, 1);
    CHECK(table.turns().size() <= SessionTable::kMostTurns);
    CHECK(table.turns().contains(7));
}

TEST_CASE("After its interface was down a host's request is no repeated one, nor is one that was refused", "[pppoe]") {
    Ethernet ether;
    ether.session();
    const auto request = ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "u"));
    SECTION("down") {
        const auto key = ether.opening.at(0).key;
        ether.discovery.lost(Ethernet::kInterface);
        ether.discovery.released(key);
        ether.serve();
        CHECK(ether.say(request).empty());
        CHECK(ether.opening.size() == 2);
    }
    SECTION("refused, and the id is another host's") {
        const auto other = ether.padr(5);
        CHECK(ether.say(other).empty());
        ether.discovery.refused(ether.opening.at(1).key, "no");
        ether.take();
        CHECK(ether.say(other).empty());
        CHECK(ether.opening.size() == 3);
    }
    CHECK(ether.count(Count::kRepeated) == 0);
}

TEST_CASE("A session that the kernel refuses is told to its host with an error and leaves nothing", "[pppoe]") {
    Ethernet ether;
    CHECK(ether.say(ether.padr()).empty());
    const auto key = ether.opening.at(0).key;
    ether.discovery.refused(key, "no memory");
    const auto answers = ether.take();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].frame.session == 0);
    CHECK(answers[0].one(Tag::kAcSystemError) == "no memory");
    CHECK(ether.discovery.sessions().all().empty());
    ether.discovery.opened(ether.now, key);
    ether.discovery.close(key);
    CHECK(ether.take().empty());
}

TEST_CASE("Where others have an id the host gets another one at once, and nobody is charged for it", "[pppoe]") {
    Ethernet ether;
    ether.settings.sessions_per_mac = 1;
    ether.serve();
    const auto request = ether.padr();
    CHECK(ether.say(request).empty());
    const auto taken = ether.opening.at(0);
    ether.discovery.taken_by_others(taken);
    CHECK(ether.take().empty());
    REQUIRE(ether.opening.size() == 2);
    const auto key = ether.opening[1].key;
    CHECK(key.id != taken.key.id);
    CHECK(ether.opening[1].host == taken.host);
    CHECK(ether.discovery.sessions().all().size() == 1);
    CHECK(ether.say(request).empty());  // it is told as the same
    ether.discovery.opened(ether.now, key);
    CHECK(ether.take().at(0).frame.session == key.id);
    CHECK(ether.say(request).at(0).frame.session == key.id);
    CHECK(ether.opening.size() == 2);
    ether.discovery.released(key);
    ether.take();
    CHECK(ether.discovery.sessions().all().empty());
    CHECK(ether.say(Ethernet::padi()).size() == 1);
}

TEST_CASE("An id that others have is not given again before its interface has gone", "[pppoe]") {
    Ethernet ether;
    ether.settings.sessions_per_mac = ether.settings.session_limit = ether.settings.pado_per_second = 0;
    ether.serve();
    CHECK(ether.say(ether.padr()).empty());
    const auto taken = ether.opening.at(0);
    ether.discovery.taken_by_others(taken);
    ether.take();
    ether.discovery.refused(ether.opening.back().key, "no");
    ether.take();
    const auto round = [&] {
        bool given = false;
        const auto request = ether.padr();
        for (unsigned i = 0; i < 0xfffe; ++i) {
            ether.opening.clear();
            ether.discovery.receive(ether.now, Ethernet::kInterface, request.octets());
            ether.take();
            REQUIRE(ether.opening.size() == 1);
            given = given || ether.opening[0].key == taken.key;
            ether.discovery.refused(ether.opening[0].key, "");
        }
        ether.take();
        return given;
    };
    CHECK_FALSE(round());
    ether.discovery.lost(Ethernet::kInterface);  // down: the socket that would harm is still there
    ether.serve();
    CHECK_FALSE(round());
    ether.discovery.gone(Ethernet::kInterface);
    ether.serve();
    CHECK(round());
}

TEST_CASE("A host whose every id is taken by others is refused, and ids are burnt with an end", "[pppoe]") {
    Ethernet ether;
    ether.settings.pado_per_second = 0;
    ether.serve();
    const auto request = ether.padr();
    std::size_t burnt = 0;
    for (unsigned i = 0; i < 1000; ++i) {
        ether.opening.clear();
        ether.discovery.receive(ether.now, Ethernet::kInterface, request.octets());
        auto answers = ether.take();
        while (answers.empty()) {
            REQUIRE(ether.opening.size() <= Discovery::kMostTries);
            ether.discovery.taken_by_others(OpenSession(ether.opening.back()));
            ++burnt;
            answers = ether.take();
        }
        CHECK(answers.at(0).all(Tag::kAcSystemError).size() == 1);
        CHECK(ether.discovery.sessions().all().empty());
    }
    CHECK(burnt == SessionTable::kMostBurnt);
}

TEST_CASE("An id that the kernel has not let go yet is not given again", "[pppoe]") {
    Ethernet ether;
    CHECK(ether.say(ether.padr()).empty());
    const auto kept = ether.opening.at(0).key;
    ether.discovery.refused(kept, "no", Discovery::Id::kTaken);
    CHECK(ether.take().at(0).all(Tag::kAcSystemError).size() == 1);
    CHECK(ether.discovery.sessions().find(kept)->state == SessionState::kOver);
    CHECK(ether.session().id != kept.id);
    ether.discovery.close(kept);
    CHECK(ether.take().empty());
}

TEST_CASE("A host that gives up while its session is made gets no confirmation", "[pppoe]") {
    Ethernet ether;
    CHECK(ether.say(ether.padr()).empty());
    const auto key = ether.opening.at(0).key;
    // It cannot know the id; this is what a guess would do.
    CHECK(ether.say(ether.padt(key)).empty());
    CHECK(ether.over.size() == 1);
    ether.discovery.opened(ether.now, key);
    CHECK(ether.take().empty());
    ether.discovery.released(key);
    CHECK(ether.discovery.sessions().all().empty());
}

TEST_CASE("When an interface gets another address or MTU its hosts are told from the old one", "[pppoe]") {
    Ethernet ether;
    const auto one = ether.session(2), two = ether.session(4);
    ether.say(ether.padt(two, 4));
    ether.over.clear();
    SECTION("address") { ether.interface.own = mac(7); }
    SECTION("MTU") { ether.interface.mtu = 1400; }
    ether.serve();
    const auto told = ether.take();
    REQUIRE(told.size() == 1);
    CHECK(told[0].frame.code == Code::kPadt);
    CHECK(told[0].frame.from == mac(1));
    CHECK(told[0].frame.to == mac(2));
    REQUIRE(ether.over.size() == 1);
    CHECK(ether.over[0].key == one);
    CHECK(ether.over[0].how == SessionEnd::kInterfaceChanged);
    ether.discovery.released(one);
    CHECK(ether.take().empty());
    CHECK(ether.say(Ethernet::padi()).at(0).frame.from == ether.interface.own);
}

TEST_CASE("The sessions of an interface that is lost are over, and nothing is sent there", "[pppoe]") {
    Ethernet ether;
    const auto key = ether.session();
    CHECK(ether.say(ether.padr(4)).empty());
    ether.discovery.lost(Ethernet::kInterface);
    CHECK(ether.take().empty());
    CHECK(ether.over.size() == 2);
    ether.discovery.released(key);
    ether.discovery.refused(ether.opening.back().key, "gone");
    CHECK(ether.take().empty());
    CHECK(ether.say(Ethernet::padi()).empty());
    CHECK(ether.discovery.sessions().all().empty());
    ether.serve();
    CHECK(ether.say(Ethernet::padi()).size() == 1);
}

TEST_CASE("An interface that is not served any more keeps its sessions and takes no new ones", "[pppoe]") {
    Ethernet ether;
    const auto key = ether.session();
    const auto request = ether.padr(4);
    ether.discovery.withdraw(Ethernet::kInterface);
    CHECK(ether.say(Ethernet::padi()).empty());
    CHECK(ether.say(request).empty());
    CHECK(ether.over.empty());
    ether.discovery.close(key);
    CHECK(ether.take().size() == 1);
    ether.discovery.released(key);
}

TEST_CASE("Sessions and cookies live on in another object", "[pppoe]") {
    Ethernet ether;
    const auto key = ether.session();
    const auto request = ether.padr(4);
    CHECK(ether.say(ether.padr(5)).empty());
    const auto opening = ether.opening.back().key;
    ether.discovery = Discovery(ether.discovery.save());
    ether.serve();
    CHECK(ether.take().empty());
    ether.discovery.opened(ether.now, opening);
    CHECK(ether.take().at(0).frame.session == opening.id);
    CHECK(ether.say(request).empty());
    CHECK(ether.opening.back().key.id != key.id);
    CHECK(ether.opening.back().key.id != opening.id);
    CHECK(ether.say(ether.padt(key)).empty());
    CHECK(ether.over.size() == 1);
}
