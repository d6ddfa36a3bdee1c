#include "l2tp/id_set.h"

#include "l2tp/session_table.h"
#include "support/catch.h"

using namespace l2tp;

TEST_CASE("All 65535 ids are given out once each, never 0",
          "[rfc2661][5.3-01]") {
    IdSet ids;
    const auto any = [](std::uint16_t) { return true; };
    for (int i = 0; i < 65535; ++i) {
        const auto id = ids.next_free(static_cast<std::uint16_t>(i * 7919), any);
        if (!id || *id == 0 || ids.contains(*id)) FAIL("id number " << i);
        ids.insert(*id);
    }
    CHECK_FALSE(ids.next_free(5, any));
    ids.erase(4711);
    CHECK(ids.next_free(5, any) == 4711);
}

namespace {

bool any(SessionId) { return true; }

}  // namespace

TEST_CASE("An id that somebody else holds is passed over") {
    IdSet ids;
    CHECK(ids.next_free(10, [](std::uint16_t id) { return id > 12; }) == 13);
    CHECK_FALSE(ids.next_free(10, [](std::uint16_t) { return false; }));
}

TEST_CASE("A session's id that the host still needs is passed over, with few sessions and with many") {
    SessionTable table;
    const std::size_t count = GENERATE(1u, 3000u);
    for (std::size_t i = 1; i <= count; ++i) {
        Session session;
        session.id = SessionId{static_cast<std::uint16_t>(i)};
        table.insert(std::move(session));
    }
    CHECK(table.free_id(1, [](SessionId id) { return id.value > 5000; }) == SessionId{5001});
    CHECK_FALSE(table.free_id(1, [](SessionId) { return false; }));
}

TEST_CASE("A session table fills up to 65535 and finds sessions by both ids") {
    SessionTable table;
    for (std::uint32_t i = 1; i <= 65535; ++i) {
        const auto id = table.free_id(static_cast<std::uint16_t>(i * 31), any);
        if (!id) FAIL("no id for session " << i);
        Session session;
        session.id = *id;
        auto& stored = table.insert(std::move(session));
        if (!table.set_peer_id(stored, PeerSessionId{static_cast<std::uint16_t>(i)})) FAIL("peer id " << i);
    }
    CHECK_FALSE(table.free_id(1, any));
    REQUIRE(table.find(PeerSessionId{77}));
    CHECK(table.find(PeerSessionId{77})->peer_id.value == 77);
    CHECK_FALSE(table.set_peer_id(*table.find(SessionId{5}), PeerSessionId{77}));
    const auto freed = table.find(PeerSessionId{77})->id;
    table.erase(freed);
    CHECK_FALSE(table.find(PeerSessionId{77}));
    CHECK(table.free_id(1, any) == freed);
}
