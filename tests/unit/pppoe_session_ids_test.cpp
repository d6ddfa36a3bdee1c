#include <set>

#include "pppoe/discovery.h"
#include "support/catch.h"
#include "support/pppoe_host.h"

using namespace testing;

using std::chrono::seconds;

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
