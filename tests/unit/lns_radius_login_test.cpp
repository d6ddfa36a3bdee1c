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

TEST_CASE_METHOD(AskedHere, "Who logs in after LCP was negotiated again has nothing of the user before him", "[call][radius]") {
    connect();
    plugin_asks("first");
    expect_question();
    auto of_first = test::accept_with_address({10, 9, 9, 9});
    of_first.add("Framed-Pool"_attr, "gold");
    of_first.add("Port-Limit"_attr, 5u);
    answer(Outcome::kAccepted, of_first);
    CHECK(verdict().address(Tag::kFramedAddress));
    test::wants_address(plugin, {10, 9, 9, 9}, AddressOrigin::kServer);
    CHECK(plugin.next().u8(Tag::kGranted) == 1);
    test::is_up(plugin);
    plugin.send(PluginMessage::kIpDown, [](ipc::PluginMessageWriter&) {});
    plugin_asks("second");
    expect_question(2);
    CHECK(lns.core.pools.claim(0x0a090909));
    radius::AttributeList of_second;
    of_second.add("Idle-Timeout"_attr, 60u);
    answer(Outcome::kAccepted, of_second);
    const auto yes = verdict();
    CHECK_FALSE(yes.address(Tag::kFramedAddress));
    CHECK(yes.u32(Tag::kIdleTimeout) == 60);
    lns.calls.for_each([](Call& call) {
        REQUIRE(call.facts().profile);
        CHECK_FALSE(call.facts().profile->port_limit);
        CHECK(call.facts().profile->pool.empty());
        CHECK(call.facts().profile->idle_timeout == 60);
    });
}

TEST_CASE_METHOD(AskedHere, "A later challenge that is answered under another name is answered no", "[call][radius]") {
    connect();
    plugin_asks("first");
    expect_question();
    answer(Outcome::kAccepted);
    verdict();
    test::is_up(plugin, {10, 9, 9, 9});
    plugin_asks_again("second");
    CHECK(verdict().u8(Tag::kGranted) == 0);
    CHECK(radius.asked.size() == 1);
    plugin.send(PluginMessage::kEnded, [](ipc::PluginMessageWriter& ended) { ended.put_u16(Tag::kExitStatus, 11); });
    CHECK(told() == "2 6 \"the user has answered a later challenge under another name\" true");
}
