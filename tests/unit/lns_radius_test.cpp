// Calls whose users RADIUS servers judge: before a pppd is started, or while it waits. Servers, pppds and plugins are played by the test.
#include "support/judged_call.h"

using namespace vpdnd;
using namespace radius::literals;
using namespace std::chrono_literals;
using ipc::AddressOrigin;
using ipc::PluginMessage;
using radius::Outcome;
using Tag = ipc::PluginTag;
using Ip = std::array<std::uint8_t, 4>;
using test::accept_with_address;
using test::AskedHere;
using test::Judged;

TEST_CASE_METHOD(Judged, "Proxied credentials are judged before a pppd is started, and the user is not asked again", "[call][radius]") {
    expect_question();
    CHECK(lns.supervisor.started.empty());
    CHECK(radius.asked[0].text("User-Name"_attr) == "user@cisco.com");
    CHECK(radius::as_text(*radius.asked[0].first("User-Password"_attr)) == "pap");
    CHECK(radius.asked[0].text("Calling-Station-Id"_attr) == "2085730592");
    CHECK(radius.asked[0].integer("NAS-Port-Type"_attr) == 5);  // a tunnel brings it, whatever line the LAC tells of
    CHECK(radius.asked[0].text("Tunnel-Client-Auth-Id"_attr) == "wholesale");
    auto accept = accept_with_address({10, 9, 9, 9});
    accept.add("Session-Timeout"_attr, 3600u);
    accept.add("Filter-Id"_attr, "gold;in");
    accept.add("Reply-Message"_attr, "welcome");
    answer(Outcome::kAccepted, accept);
    const auto message = connect();
    CHECK(message.u8(Tag::kGranted) == 1);
    CHECK(message.text(Tag::kAuthMessage) == "welcome");
    CHECK(message.address(Tag::kFramedAddress) == Ip{10, 9, 9, 9});
    CHECK(message.u32(Tag::kSessionTimeout) == 3600);
    CHECK(message.text(Tag::kScriptVariables).value_or("").find("VPDN_FILTER_ID=gold_in\n") != std::string_view::npos);
    CHECK(message.bytes(Tag::kAuthResponse).has_value());
    CHECK_FALSE(message.address(Tag::kPeerAddress));
    CHECK(std::ranges::find(pppd->argv, "vpdn-auth") != pppd->argv.end());
    CHECK(lns.leased("pool") == 0);
}

TEST_CASE_METHOD(Judged, "A refused user costs no process: CDN with result and text", "[call][radius]") {
    expect_question();
    radius::AttributeList reject;
    reject.add("Reply-Message"_attr, "unpaid");
    answer(Outcome::kRejected, reject);
    CHECK(told() == "2 6 \"unpaid\" true");
    CHECK(lns.supervisor.started.empty());
    expect_nothing_left();
}

TEST_CASE_METHOD(Judged, "Silent servers refuse the user as a temporary lack, not as a wrong password", "[call][radius]") {
    expect_question();
    answer(Outcome::kNoAnswer);
    CHECK(told() == "4 0 \"no RADIUS server answered\" true");
    CHECK(lns.supervisor.started.empty());
    expect_nothing_left();
}

TEST_CASE_METHOD(Judged, "A call that ends while servers are asked withdraws the question", "[call][radius]") {
    expect_question();
    user.plugin.leave();
    CHECK(turn_until([&] { return lns.calls.empty(); }));
    CHECK(radius.waiting() == 0);
    CHECK(lns.supervisor.started.empty());
}

TEST_CASE_METHOD(AskedHere, "Without the LAC's LCP the user is asked here, and the plugin's question gets a verdict", "[call][radius]") {
    const auto message = connect();
    CHECK(radius.asked.empty());
    CHECK_FALSE(message.u8(Tag::kGranted));
    CHECK(message.u16(Tag::kAuthTimeout) == 22);
    CHECK(message.u8(Tag::kAddressLater) == 1);
    CHECK(lns.leased("pool") == 0);
    plugin_asks("m\xc3\xbcller", "\xff\x01");
    expect_question();
    CHECK(radius.asked[0].text("User-Name"_attr) == "m\xc3\xbcller");
    CHECK(radius::as_text(*radius.asked[0].first("User-Password"_attr)) == "\xff\x01");
    SECTION("accepted, with an address of another pool") {
        auto accept = accept_with_address({255, 255, 255, 254});
        accept.add("Framed-Pool"_attr, "gold");
        answer(Outcome::kAccepted, accept);
        const auto yes = verdict();
        CHECK(yes.u8(Tag::kGranted) == 1);
        CHECK(yes.u8(Tag::kAddressLater) == 1);
        CHECK_FALSE(yes.address(Tag::kFramedAddress));
        plugin.send(PluginMessage::kAskAddress, [](ipc::PluginMessageWriter& question) {
            question.put_address(Tag::kPeerAddress, {0, 0, 0, 0});
            question.put_u8(Tag::kOrigin, static_cast<std::uint8_t>(AddressOrigin::kLent));
        });
        const auto lent = plugin.next();
        CHECK(lent.u8(Tag::kGranted) == 1);
        CHECK(lent.address(Tag::kPeerAddress) == Ip{10, 20, 20, 1});
    }
    SECTION("rejected: pppd tells the user, and the CDN says why") {
        radius::AttributeList reject;
        reject.add("Reply-Message"_attr, "unpaid");
        answer(Outcome::kRejected, reject);
        const auto no = verdict();
        CHECK(no.u8(Tag::kGranted) == 0);
        CHECK(no.text(Tag::kAuthMessage) == "unpaid");
        plugin.send(PluginMessage::kEnded, [](ipc::PluginMessageWriter& ended) {
            ended.put_u16(Tag::kExitStatus, 11);
            ended.put_text(Tag::kText, "authentication failed");
        });
        CHECK(told() == "2 6 \"unpaid\" true");
    }
    SECTION("nobody answers") {
        answer(Outcome::kNoAnswer);
        CHECK(verdict().u8(Tag::kGranted) == 0);
        plugin.send(PluginMessage::kEnded, [](ipc::PluginMessageWriter& ended) { ended.put_u16(Tag::kExitStatus, 11); });
        CHECK(told() == "4 0 \"no RADIUS server answered\" true");
    }
}

TEST_CASE_METHOD(AskedHere, "A question of the plugin that is none is answered no", "[call][radius]") {
    connect();
    plugin.send(PluginMessage::kAuthenticate, [](ipc::PluginMessageWriter& message) { message.put_u8(Tag::kAuthMethod, 9); });
    CHECK(verdict().u8(Tag::kGranted) == 0);
    CHECK(radius.asked.empty());
}

TEST_CASE_METHOD(AskedHere, "An address that a server has given is held for the user, and nobody else gets it", "[call][radius]") {
    connect();
    plugin_asks();
    expect_question();
    answer(Outcome::kAccepted, accept_with_address({10, 9, 9, 9}));
    CHECK(verdict().address(Tag::kFramedAddress) == Ip{10, 9, 9, 9});
    plugin.send(PluginMessage::kAskAddress, [](ipc::PluginMessageWriter& question) {
        question.put_address(Tag::kPeerAddress, {10, 9, 9, 9});
        question.put_u8(Tag::kOrigin, static_cast<std::uint8_t>(AddressOrigin::kServer));
    });
    CHECK(plugin.next().u8(Tag::kGranted) == 1);
    CHECK_FALSE(lns.core.pools.claim(0x0a090909));
}

TEST_CASE_METHOD(AskedHere, "A challenge to a user who is up asks the servers again and changes nothing else", "[call][radius]") {
    connect();
    plugin_asks();
    expect_question();
    answer(Outcome::kAccepted, accept_with_address({10, 9, 9, 9}));
    verdict();
    plugin.send(PluginMessage::kIpUp, [](ipc::PluginMessageWriter& message) {
        message.put_text(Tag::kInterface, "ppp0");
        message.put_address(Tag::kPeerAddress, {10, 9, 9, 9});
    });
    plugin_asks_again();
    expect_question(2);
    answer(Outcome::kAccepted, accept_with_address({10, 8, 8, 8}));
    CHECK(verdict().u8(Tag::kGranted) == 1);
    lns.calls.for_each([](Call& call) { CHECK(call.facts().profile->address == 0x0a090909); });
}

TEST_CASE_METHOD(AskedHere, "Keys of MPPE go to the plugin and stay nowhere", "[call][radius][rfc2548]") {
    connect();
    plugin_asks();
    expect_question();
    radius::AttributeList accept;
    accept.add("MS-MPPE-Send-Key"_attr, base::Bytes(16, 0x5e));
    accept.add("MS-MPPE-Recv-Key"_attr, base::Bytes(16, 0x7e));
    accept.add("MS-MPPE-Encryption-Policy"_attr, 2u);
    accept.add("MS-MPPE-Encryption-Types"_attr, 4u);
    accept.add("Class"_attr, base::Bytes{1});
    accept.add("Class"_attr, base::Bytes{2});
    answer(Outcome::kAccepted, accept);
    const auto yes = verdict();
    const auto keys = yes.bytes(Tag::kMppeKeys);
    REQUIRE(keys);
    CHECK(keys->size() == 32);
    CHECK((*keys)[0] == 0x5e);
    CHECK((*keys)[16] == 0x7e);
    CHECK(yes.u8(Tag::kMppePolicy) == 2);
    CHECK(yes.u8(Tag::kMppeTypes) == 4);
    lns.calls.for_each([](Call& call) {
        REQUIRE(call.facts().profile);
        CHECK_FALSE(call.facts().profile->mppe);
        CHECK(call.facts().profile->classes == std::vector<base::Bytes>{{1}, {2}});
    });
}
