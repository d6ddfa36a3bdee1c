// Who may be in where RADIUS servers judge, from his login on: nobody without a verdict, and each with his own profile.
#include "support/judged_call.h"

using namespace vpdnd;
using namespace radius::literals;
using ipc::AddressOrigin;
using ipc::PluginMessage;
using radius::Outcome;
using Tag = ipc::PluginTag;
using test::AskedHere;
using test::Judged;

TEST_CASE_METHOD(AskedHere, "A user whom nobody has judged has no address, and his call ends when PPP is up", "[call][radius]") {
    connect();
    SECTION("an address of the pool") {
        test::wants_address(plugin, {0, 0, 0, 0}, AddressOrigin::kLent);
        CHECK(plugin.next().u8(Tag::kGranted) == 0);
    }
    SECTION("one of his own") {
        test::wants_address(plugin, {10, 9, 9, 9}, AddressOrigin::kChosen);
        CHECK(plugin.next().u8(Tag::kGranted) == 0);
    }
    CHECK(lns.leased("pool") == 0);
    test::is_up(plugin);
    CHECK(told().starts_with("2 6 "));
    CHECK(radius.asked.empty());
}

TEST_CASE_METHOD(Judged, "A verdict about what the LAC proxied is worth nothing when LCP is negotiated here", "[call][radius]") {
    expect_question();
    answer(Outcome::kAccepted);
    connect();
    plugin.send(PluginMessage::kLcpUp, [](ipc::PluginMessageWriter& message) { message.put_u8(Tag::kInjected, 0); });
    test::is_up(plugin);
    CHECK(told().starts_with("2 6 "));
}

TEST_CASE_METHOD(Judged, "A user whom servers have let in by what the LAC proxied is in", "[call][radius]") {
    expect_question();
    answer(Outcome::kAccepted);
    connect();
    plugin.send(PluginMessage::kLcpUp, [](ipc::PluginMessageWriter& message) { message.put_u8(Tag::kInjected, 1); });
    test::is_up(plugin);
    bool up = false;
    CHECK(turn_until([&] {
        lns.calls.for_each([&](Call& call) { up = call.facts().ppp.ncp_open; });
        return up;
    }));
}
