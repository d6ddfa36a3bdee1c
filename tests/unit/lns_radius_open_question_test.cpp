// A call that ends, or whose configuration changes, while servers are asked about its user.
#include "support/judged_call.h"

using namespace vpdnd;
using ipc::PluginMessage;
using radius::Outcome;
using Tag = ipc::PluginTag;
using test::AskedHere;

namespace {

void is_refused_by_pppd(test::PlayedPlugin& plugin) {
    plugin.send(PluginMessage::kEnded, [](ipc::PluginMessageWriter& ended) {
        ended.put_u16(Tag::kExitStatus, 11);
        ended.put_text(Tag::kText, "authentication failed");
        ended.put_u16(Tag::kCauseCode, 16);
    });
}

/// The plugin is told that a verdict takes three seconds at the most.
struct Impatient : test::Judged {
    Impatient() : Judged(false, std::chrono::milliseconds(1)) {}
};

}  // namespace

TEST_CASE_METHOD(AskedHere, "A call that pppd ends before there is a verdict was refused by nobody", "[call][radius]") {
    connect();
    plugin_asks();
    expect_question();
    SECTION("by itself") {
        is_refused_by_pppd(plugin);
        CHECK(told() == "4 0 \"no RADIUS server answered\" true");
    }
    SECTION("because the daemon stops") {
        lns.calls.for_each([](Call& call) { call.stop(); });
        is_refused_by_pppd(plugin);
        CHECK(told().find("vpdnd is stopping") != std::string::npos);
    }
    CHECK(radius.waiting() == 0);
}

TEST_CASE_METHOD(AskedHere, "With the end of a pppd the question about its user is withdrawn", "[call][radius]") {
    connect();
    plugin_asks();
    expect_question();
    pppd->ends({.exit_status = 11});
    CHECK(told() == "4 0 \"no RADIUS server answered\" true");
    CHECK(radius.waiting() == 0);
}

TEST_CASE_METHOD(AskedHere, "Servers of a user who is up are held by his call, and he is judged by them after a reload", "[call][radius]") {
    connect();
    plugin_asks();
    expect_question();
    answer(Outcome::kAccepted);
    verdict();
    test::is_up(plugin);
    lns.use(test::config_of_lns());
    CHECK(lns.core.user_authenticator.held() == std::set<std::string>{"isp"});
    REQUIRE(lns.core.user_authenticator.known("isp"));
}

TEST_CASE_METHOD(Impatient, "A plugin has its verdict in the time that it was told, whatever a reload has changed", "[call][radius]") {
    CHECK(connect().u16(Tag::kAuthTimeout) == 3);
    lns.core.user_authenticator.use({{"isp", {&radius, {.identifier = "lns1", .address = {}}, std::chrono::seconds(60)}}});
    plugin_asks();
    expect_question();
    CHECK(verdict().u8(Tag::kGranted) == 0);
    CHECK(radius.waiting() == 0);
    is_refused_by_pppd(plugin);
    CHECK(told() == "4 0 \"no RADIUS server answered\" true");
}
