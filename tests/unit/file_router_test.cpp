#include "policy/file_router.h"

#include "support/catch.h"
#include "support/held_router.h"

using namespace vpdnd;
using From = RouteQuestion::From;
using Names = std::vector<std::string>;

namespace {

Group group_of(std::string name) {
    Group out;
    out.name = std::move(name);
    out.tunnel.secret = "s";
    return out;
}

Group lac_group(std::string name, std::string domain, std::string number = "none") {
    auto out = group_of(std::move(name));
    out.request_dialin.emplace();
    out.request_dialin->domains = {std::move(domain)};
    out.request_dialin->dnis = {std::move(number)};
    out.initiate_to = {{.address = "192.0.2.1", .port = 1701, .priority = 1, .weight = 1, .session_limit = 0}};
    return out;
}

Group lns_group(std::string name, std::string ppp_options = "/etc/vpdnd/ppp/lns.options") {
    auto out = group_of(std::move(name));
    out.accept_dialin.emplace();
    out.accept_dialin->ppp_options = std::move(ppp_options);
    return out;
}

std::shared_ptr<const GroupPolicy> policy_of(std::vector<Group> groups) {
    auto config = std::make_shared<Config>();
    config->groups = std::move(groups);
    config->daemon.search_order = {"dnis", "domain"};
    config->daemon.domain_delimiters = "@";
    config->daemon.hostname = "router";
    return std::make_shared<GroupPolicy>(config);
}

Route ask(Router& router, const RouteQuestion& question) {
    std::vector<Route> answers;
    const auto ticket = router.ask(question, [&](Route route) { answers.push_back(std::move(route)); });
    CHECK(ticket == nullptr);
    REQUIRE(answers.size() == 1);
    return answers.front();
}

Route from_line(Router& router, std::string user, std::string called_number = "") {
    return ask(router, {.from = From::kLine, .user = std::move(user), .called_number = std::move(called_number)});
}

Route from_tunnel(Router& router, std::string group) {
    return ask(router, {.from = From::kTunnel, .tunnel_group = std::move(group)});
}

template <typename T>
T as(const Route& route) {
    REQUIRE(std::holds_alternative<T>(route));
    return std::get<T>(route);
}

}  // namespace

TEST_CASE("A call from a line goes to its group by number, then by domain, else it stays local", "[policy]") {
    FileRouter router(policy_of({lac_group("by-domain", "cisco.com"), lac_group("by-number", "none", "614629")}));
    CHECK(as<Forward>(from_line(router, "user@cisco.com", "614629")).group == "by-number");
    CHECK(as<Forward>(from_line(router, "user@cisco.com", "1")).group == "by-domain");
    CHECK(std::holds_alternative<Local>(from_line(router, "user@example.net", "1")));
    CHECK(std::holds_alternative<Local>(from_line(router, "")));
}

TEST_CASE("A line whose user has not answered goes where it leads without him, else he is asked", "[policy]") {
    const auto groups = {lac_group("by-domain", "cisco.com"), lac_group("by-number", "none", "614629")};
    FileRouter router(policy_of(groups));
    CHECK(as<Forward>(ask(router, {.called_number = "614629", .user_told = false})).group == "by-number");
    CHECK(std::holds_alternative<NeedsUser>(ask(router, {.called_number = "1", .user_told = false})));
    FileRouter without_groups(policy_of({}));
    CHECK(std::holds_alternative<NeedsUser>(ask(without_groups, {.user_told = false})));
}

TEST_CASE("A call that is forwarded gets every LNS of its group, with all that a tunnel to it needs", "[policy]") {
    auto group = lac_group("g", "cisco.com");
    group.initiate_to = {{.address = "192.0.2.1", .port = 1702, .priority = 3, .weight = 4, .session_limit = 5},
                         {.address = "lns.example.net", .port = 1701, .priority = 1, .weight = 1, .session_limit = 0}};
    group.source.emplace().bytes = {192, 0, 2, 9};
    group.source_port = 0;
    group.reply_port = ReplyPort::kSame;
    group.reorder_timeout = std::chrono::milliseconds(250);
    group.request_dialin->dead_time = std::chrono::seconds(7);
    const auto policy = policy_of({group});
    FileRouter router(policy);
    const auto route = as<Forward>(from_line(router, "user@cisco.com"));
    CHECK(route.dead_time == std::chrono::seconds(7));
    REQUIRE(route.targets.size() == 2);
    const auto& first = route.targets[0];
    CHECK(name_of(first) == "192.0.2.1:1702");
    CHECK(first.priority == 3);
    CHECK(first.weight == 4);
    CHECK(first.session_limit == 5);
    CHECK(name_of(route.targets[1]) == "lns.example.net:1701");
    CHECK(route.targets[1].session_limit == 0);
    for (const auto& target : route.targets) {
        CHECK(target.settings == policy->settings(policy->config().groups[0]));
        CHECK(target.source == group.source);
        CHECK(target.source_port == 0);
        CHECK_FALSE(target.other_port_allowed);
        CHECK(target.reorder_timeout_ms == 250);
    }
}

TEST_CASE("A call from a tunnel ends here as the tunnel's group says", "[policy]") {
    auto group = lns_group("wholesale", "/w.options");
    group.reorder_timeout = std::chrono::milliseconds(40);
    FileRouter router(policy_of({lns_group("other"), group}));
    const auto route = as<Terminate>(from_tunnel(router, "wholesale"));
    CHECK(route.group == "wholesale");
    CHECK(route.settings->ppp_options == "/w.options");
    CHECK(route.reorder_timeout_ms == 40);
}

TEST_CASE("A call of a tunnel whose group or dial-in is gone is refused for now", "[policy]") {
    FileRouter router(policy_of({lac_group("lac", "cisco.com")}));
    for (const auto* group : {"gone", "lac"}) {
        const auto why = as<Reject>(from_tunnel(router, group)).why;
        CHECK(why.cause == EndCause::kNotServed);
        CHECK(cdn_for(why) == l2tp::ResultCode{4, 0, "dial-in is not served any more"});
    }
}

TEST_CASE("A call of a group with RADIUS ends here, with the name of who judges its user", "[policy]") {
    auto group = lns_group("isp");
    group.accept_dialin->radius = "isp";
    FileRouter router(policy_of({group}));
    CHECK(as<Terminate>(from_tunnel(router, "isp")).settings->radius == "isp");
}

namespace {

Group switching_group(std::string name, ForwardCalls forward = ForwardCalls::kMatched) {
    auto out = lns_group(std::move(name));
    out.accept_dialin->forward = forward;
    out.accept_dialin->max_switches = 1;
    out.reorder_timeout = std::chrono::milliseconds(40);
    return out;
}

constexpr SwitchId kOurs{'o', 'u', 'r', 's', '-', '-', '-', '-'}, kAnother{'o', 't', 'h', 'e', 'r', '-', '-', '-'};

RouteQuestion brought(std::string user, bool user_told, std::string called_number = "") {
    return {.from = From::kTunnel, .user = std::move(user), .called_number = std::move(called_number), .tunnel_group = "lacs",
            .peer_name = "LAC1.example.net", .user_told = user_told};
}

}  // namespace

TEST_CASE("A call of a tunnel goes on where its number, domain or peer leads, as soon as that is known", "[policy][switch]") {
    auto by_peer = lac_group("by-peer", "none.example");
    by_peer.request_dialin->switch_from = {"*.example.net"};
    auto config = std::make_shared<Config>(policy_of({switching_group("lacs"), lac_group("by-domain", "cisco.com"),
                                                      lac_group("by-number", "none", "614629"), by_peer})->config());
    using Order = std::vector<std::string>;
    const auto routed = [&](const Order& order, const RouteQuestion& question) {
        config->daemon.search_order = order;
        FileRouter router(std::make_shared<GroupPolicy>(config), kOurs);
        return ask(router, question);
    };
    const Order domain_last{"dnis", "domain"}, peer_first{"peer", "domain"}, peer_last{"dnis", "domain", "peer"};
    CHECK(as<Forward>(routed(domain_last, brought("", false, "614629"))).group == "by-number");
    CHECK(as<NeedsUser>(routed(domain_last, brought("", false))).reorder_timeout_ms == 40);
    CHECK(as<Forward>(routed(domain_last, brought("user@cisco.com", true))).group == "by-domain");
    CHECK(std::holds_alternative<Terminate>(routed(domain_last, brought("user@example.org", true))));
    CHECK(as<Forward>(routed(peer_first, brought("", false))).group == "by-peer");
    CHECK(std::holds_alternative<NeedsUser>(routed(peer_last, brought("", false))));
    CHECK(as<Forward>(routed(peer_last, brought("", true))).group == "by-peer");
    CHECK(std::holds_alternative<Terminate>(routed({"dnis"}, brought("", false))));
    config->groups[0].accept_dialin->forward = ForwardCalls::kNever;
    CHECK(std::holds_alternative<Terminate>(routed(domain_last, brought("user@cisco.com", true, "614629"))));
    config->groups[0].accept_dialin->forward = ForwardCalls::kAlways;
    CHECK(as<Reject>(routed(domain_last, brought("user@example.org", true))).why.cause == EndCause::kNoRoute);
}

TEST_CASE("A switched call has its marks, its group's table, and is refused when it goes in a circle", "[policy][switch]") {
    auto onward = lac_group("onward", "cisco.com");
    onward.request_dialin->avps.emplace().actions[3] = AvpAction::kDrop;
    FileRouter router(policy_of({switching_group("lacs"), onward}), kOurs);
    auto question = brought("user@cisco.com", true);
    question.passed.assign(kAnother.begin(), kAnother.end());
    const auto route = as<Forward>(ask(router, question));
    REQUIRE(route.switched);
    CHECK(route.switched->avps == *onward.request_dialin->avps);
    CHECK(route.switched->reorder_timeout_ms == 40);
    auto marks = question.passed;
    marks.insert(marks.end(), kOurs.begin(), kOurs.end());
    CHECK(route.switched->passed == marks);
    for (const auto& passed : {l2tp::Bytes(kOurs.begin(), kOurs.end()), marks}) {
        question.passed = passed;
        const auto why = as<Reject>(ask(router, question)).why;
        CHECK(why.cause == EndCause::kLoop);
        CHECK(why.text == "the call has been here before");
    }
    question.passed = l2tp::Bytes(3, 'x');
    CHECK(as<Forward>(ask(router, question)).switched->passed == l2tp::Bytes(kOurs.begin(), kOurs.end()));
    question.passed = l2tp::Bytes(16, 'x');
    CHECK(as<Reject>(ask(router, question)).why.text == "the call has passed more than 1 switches");
    CHECK_FALSE(as<Forward>(from_line(router, "user@cisco.com")).switched);
}

TEST_CASE("A call of this machine's own goes to its group's LNSs, and is told of as it is beside users who are not",
          "[policy][client]") {
    auto group = lac_group("vpn", "cisco.com");
    group.request_dialin->rewrite = Rewrite{.called_number = "4711"};
    group.call = ClientCall{.name = "office", .ppp_options = "/etc/office.options", .redial = {}};
    FileRouter router(policy_of({group}), SwitchId{});
    const auto users = from_line(router, "u@cisco.com");
    REQUIRE(std::holds_alternative<Forward>(users));
    CHECK(std::get<Forward>(users).rewriting);
    const auto own = ask(router, {.from = From::kHere, .own_call = "office"});
    REQUIRE(std::holds_alternative<Terminate>(own));
    const auto& terminate = std::get<Terminate>(own);
    REQUIRE(terminate.own);
    CHECK(terminate.own->to.targets.size() == 1);
    CHECK_FALSE(terminate.own->to.rewriting);
    CHECK(terminate.settings->ppp_options == "/etc/office.options");
    CHECK(std::holds_alternative<Reject>(ask(router, {.from = From::kHere, .own_call = "home"})));
}

TEST_CASE("A reload changes the routes of new calls and no route that was answered before", "[policy]") {
    FileRouter router(policy_of({lns_group("lns", "/old"), lac_group("lac", "cisco.com")}));
    const auto terminate = as<Terminate>(from_tunnel(router, "lns"));
    const auto forward = as<Forward>(from_line(router, "user@cisco.com"));
    router.use(policy_of({lns_group("lns", "/new")}));
    CHECK(terminate.settings->ppp_options == "/old");
    CHECK(forward.targets.at(0).settings->group == "lac");
    CHECK(as<Terminate>(from_tunnel(router, "lns")).settings->ppp_options == "/new");
    CHECK(std::holds_alternative<Local>(from_line(router, "user@cisco.com")));
}

TEST_CASE("A held route is answered when the test says so, the oldest question first", "[support]") {
    test::HeldRouter router;
    Names answered;
    const auto answer = [&](const char* who) {
        return [&answered, who](const Route& route) {
            CHECK(std::holds_alternative<Local>(route));
            answered.emplace_back(who);
        };
    };
    CHECK_FALSE(router.answer(Local{}));
    const auto first = router.ask({.user = "first"}, answer("first"));
    const auto second = router.ask({.user = "second"}, answer("second"));
    CHECK(answered.empty());
    REQUIRE(router.waiting().size() == 2);
    CHECK(router.waiting()[1].user == "second");
    CHECK(router.answer(Local{}));
    CHECK(answered == Names{"first"});
    CHECK(router.waiting().size() == 1);
}

TEST_CASE("A held question whose ticket is destroyed gets no answer", "[support]") {
    auto router = std::make_unique<test::HeldRouter>();
    const auto never = [](const Route&) { FAIL("nobody wants this answer any more"); };
    auto ticket = router->ask({}, never);
    auto left_over = router->ask({}, never);
    ticket.reset();
    CHECK(router->withdrawn() == 1);
    CHECK(router->waiting().size() == 1);
    router.reset();
    left_over.reset();
}
