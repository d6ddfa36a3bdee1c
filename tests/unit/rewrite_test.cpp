// What an LNS is told of a call that is forwarded, where the group rewrites it.
#include "config/call_template.h"
#include "control/live_rows.h"
#include "end/told_call.h"
#include "support/call_site.h"

using namespace vpdnd;

namespace {

CallFacts facts_of(l2tp::ProxyAuthType type) {
    CallFacts out;
    out.set_numbers("2085730592", "614629");
    out.ppp.user = "joe@cisco.com";
    out.proxied = Proxied{};
    out.proxied->auth.type = static_cast<std::uint16_t>(type);
    out.proxied->auth.name = out.ppp.user;
    out.proxied->auth.response = l2tp::Bytes{1, 2, 3};
    return out;
}

Rewriting with(Rewrite templates) { return {std::move(templates), "@"}; }

}  // namespace

TEST_CASE("A template has the user, his name and domain, and both numbers in it", "[config]") {
    const CallWords words{.user = "joe@isp", .name = "joe", .domain = "isp", .calling_number = "1", .called_number = "2"};
    CHECK(fill_call_template("%u", words) == "joe@isp");
    CHECK(fill_call_template("%n/%m (%c>%d)", words) == "joe/isp (1>2)");
    CHECK(fill_call_template("100%% %u", words) == "100% joe@isp");
    CHECK(fill_call_template("", words).empty());
    // What a user writes is no template.
    CHECK(fill_call_template("%n%d", {.user = {}, .name = "%c", .domain = {}, .calling_number = "1", .called_number = "2"}) == "%c2");
    for (const char* text : {"%u", "%n%m%c%d", "%%x", "100%%", ""}) CHECK(unknown_call_word(text).empty());
    CHECK(unknown_call_word("%n %x") == "%x");
    CHECK(unknown_call_word("%%%") == "%");
}

TEST_CASE("Numbers are told as the group's templates make them, and those that the call has not are not made up", "[call]") {
    const auto facts = facts_of(l2tp::ProxyAuthType::kPap);
    const auto changed = with({.calling_number = "0045%c", .called_number = "%m:%d"});
    auto icrq = icrq_of(facts, nullptr, &changed);
    CHECK(icrq.calling_number == "00452085730592");
    CHECK(icrq.called_number == "cisco.com:614629");
    const auto none = with({.calling_number = "", .called_number = "%d"});
    icrq = icrq_of(facts, nullptr, &none);
    CHECK_FALSE(icrq.calling_number);
    CHECK(icrq.called_number == "614629");
    icrq = icrq_of(CallFacts{}, nullptr, &changed);
    CHECK_FALSE(icrq.calling_number);
    CHECK_FALSE(icrq.called_number);
    CHECK(icrq_of(facts, nullptr, nullptr).calling_number == "2085730592");
}

TEST_CASE("The name beside a password is rewritten, that of a CHAP response never", "[call][rfc2661][4.4.5]") {
    const auto stripped = with({.user = "%n"});
    CHECK(iccn_of(facts_of(l2tp::ProxyAuthType::kPap), nullptr, &stripped).proxy_auth.name == "joe");
    CHECK(iccn_of(facts_of(l2tp::ProxyAuthType::kChap), nullptr, &stripped).proxy_auth.name == "joe@cisco.com");
    CHECK(iccn_of(facts_of(l2tp::ProxyAuthType::kMsChapV1), nullptr, &stripped).proxy_auth.name == "joe@cisco.com");
    CHECK(iccn_of(facts_of(l2tp::ProxyAuthType::kPap), nullptr, nullptr).proxy_auth.name == "joe@cisco.com");
    const auto long_name = with({.user = std::string(250, 'x') + "%u"});
    CHECK(iccn_of(facts_of(l2tp::ProxyAuthType::kPap), nullptr, &long_name).proxy_auth.name == "joe@cisco.com");
    CHECK(iccn_of(facts_of(l2tp::ProxyAuthType::kPap), nullptr, &stripped).proxy_auth.response == l2tp::Bytes{1, 2, 3});
}

TEST_CASE("What another LAC said of a call is rewritten as that of a line, and what is dropped stays dropped", "[call][switch]") {
    auto facts = facts_of(l2tp::ProxyAuthType::kPap);
    facts.brought = BroughtCall{};
    facts.brought->icrq.calling_number = "2085730592";
    facts.brought->iccn.emplace().proxy_auth = facts.proxied->auth;
    const Switched switched{};
    const auto changed = with({.user = "%n", .calling_number = "0045%c", .called_number = "x%d"});
    const auto icrq = icrq_of(facts, &switched, &changed);
    CHECK(icrq.calling_number == "00452085730592");
    CHECK_FALSE(icrq.called_number);  // not told, whatever is known here
    CHECK(iccn_of(facts, &switched, &changed).proxy_auth.name == "joe");
}

TEST_CASE("The LAC's table has the numbers of the call, the LNS's has those that it was told", "[call]") {
    EventLoop loop;
    test::Site lns{loop, test::config_of_lns()};
    auto config = test::config_of_lac({lns.listener()});
    config->groups[0].request_dialin->rewrite = Rewrite{.calling_number = "0045%c", .called_number = ""};
    test::Site lac{loop, config};
    test::User user(lac);
    user.also_says = [](ipc::PluginMessageWriter& message) { message.put_text(ipc::PluginTag::kCalledNumber, "614629"); };
    user.calls();
    user.is_forwarded();
    const auto here = session_rows(lac.endpoint, lac.calls), there = session_rows(lns.endpoint, lns.calls);
    REQUIRE((here.size() == 1 && there.size() == 1));
    CHECK(here[0].calling_number == "2085730592");
    CHECK(here[0].called_number == "614629");
    CHECK(there[0].calling_number == "00452085730592");
    CHECK(there[0].called_number.empty());
}
