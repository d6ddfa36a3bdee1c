// The route that an Access-Accept gives a call: targets with all that a tunnel to them needs.
#include "policy/radius_route.h"

#include "radius/tunnel_sets.h"
#include "support/catch.h"

using namespace vpdnd;
using namespace radius::literals;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const GroupPolicy> policy() {
    auto config = std::make_shared<Config>();
    config->daemon.hostname = "router";
    Group group;
    group.name = "wholesale";
    group.tunnel.secret = "of-the-group";
    group.tunnel.local_name = "LAC";
    group.tunnel.hello_interval = 7s;
    group.source_port = 0;
    group.try_next_after = 9s;
    group.request_dialin.emplace().dead_time = 8s;
    group.initiate_to = {{.address = "192.0.2.1"}, {.address = "192.0.2.2", .priority = 2}};
    config->groups.push_back(group);
    group.name = "nowhere";
    group.initiate_to.clear();
    config->groups.push_back(group);
    return std::make_shared<const GroupPolicy>(config);
}

radius::AttributeList pairs(const std::vector<std::string>& texts) {
    radius::AttributeList out;
    for (const auto& text : texts) out.add("Cisco-AVPair"_attr, text);
    return out;
}

Forward forward_of(const radius::AttributeList& attributes) {
    const auto route = route_of_accept(attributes, *policy(), "isp");
    INFO((route ? std::string("a route") : route.error()));
    REQUIRE(route.has_value());
    REQUIRE(route->forward.has_value());
    return *route->forward;
}

std::string error_of(const radius::AttributeList& attributes) {
    const auto route = route_of_accept(attributes, *policy(), "isp");
    REQUIRE_FALSE(route.has_value());
    return route.error();
}

}  // namespace

TEST_CASE("An accept without tunnels is no route", "[policy][radius]") {
    CHECK_FALSE(route_of_accept({}, *policy(), "isp").value().forward.has_value());
}

TEST_CASE("A tunnel of RADIUS alone has a group's defaults, and all that the server says", "[policy][radius]") {
    const auto route = forward_of(pairs({"vpdn:tunnel-id=hgw", "vpdn:ip-addresses=10.51.6.82/10.51.6.83", "vpdn:l2tp-tunnel-password=hello",
                                         "vpdn:l2tp-hello-interval=30", "vpdn:l2tp-nosession-timeout=5", "vpdn:l2tp-hidden-avp=yes",
                                         "vpdn:l2tp-cm-local-window-size=8", "vpdn:l2tp-busy-disconnect=no", "vpdn:source-ip=10.51.6.68"}));
    CHECK(route.group == "radius:isp");
    CHECK(route.dead_time == RequestDialin{}.dead_time);
    CHECK(route.try_next_after == Group{}.try_next_after);
    CHECK_FALSE(route.dead_time_of_busy);
    REQUIRE(route.targets.size() == 2);
    const auto& target = route.targets[0];
    CHECK(name_of(target) == "10.51.6.82:1701");
    CHECK(key_of(target) == "radius:isp 10.51.6.82:1701");
    CHECK(target.priority == 1);
    CHECK(route.targets[1].priority == 2);
    CHECK(target.source_port == 1701);
    CHECK(to_string(target.source.value()) == "10.51.6.68");
    const auto& settings = *target.settings;
    CHECK(settings.group == "radius:isp");
    CHECK(settings.local_name == "hgw");
    CHECK(settings.secret == l2tp::Secret("hello"));
    CHECK(settings.authenticate);
    CHECK(settings.hide_avps);
    CHECK(settings.hello_interval == 30s);
    CHECK(settings.no_session_timeout == l2tp::Duration(5s));
    CHECK(settings.receive_window == 8);
    CHECK(settings.session_limit > 1'000'000);
    CHECK_FALSE(settings.accept_incoming);
}

TEST_CASE("Without a name and password the daemon's name is used, and nobody is challenged", "[policy][radius]") {
    const auto route = forward_of(pairs({"vpdn:ip-addresses=192.0.2.7", "vpdn:l2tp-hidden-avp=yes"}));
    const auto& settings = *route.targets.at(0).settings;
    CHECK(settings.local_name == "router");
    CHECK(settings.secret.empty());
    CHECK_FALSE(settings.authenticate);
    CHECK_FALSE(settings.hide_avps);
    CHECK(settings.peer_name.empty());
    CHECK(settings.assignment.empty());
    CHECK(route.dead_time_of_busy);
}

TEST_CASE("A password can be had without our challenge", "[policy][radius]") {
    const auto route = forward_of(pairs({"vpdn:ip-addresses=192.0.2.7", "vpdn:l2tp-tunnel-password=hello", "vpdn:l2tp-tunnel-authen=no"}));
    CHECK_FALSE(route.targets.at(0).settings->authenticate);
    CHECK(route.targets.at(0).settings->secret == l2tp::Secret("hello"));
}

TEST_CASE("Calls share a tunnel by assignment id, else by the names of both ends", "[policy][radius][rfc2868]") {
    const auto assignment = [](std::string id, std::string client, std::string server) {
        radius::TunnelSet set;
        set.server_endpoint = "192.0.2.1";
        set.assignment = std::move(id);
        set.client_name = std::move(client);
        set.server_name = std::move(server);
        radius::AttributeList attributes;
        add_tunnel_set(attributes, set);
        const auto route = forward_of(attributes);
        CHECK(route.targets.at(0).settings->peer_name == set.server_name);
        return route.targets.at(0).settings->assignment;
    };
    CHECK(assignment("", "", "").empty());
    CHECK(assignment("1", "a", "b") == assignment("1", "c", "d"));
    CHECK(assignment("1", "a", "b") != assignment("2", "a", "b"));
    CHECK(assignment("", "a", "b") == assignment("", "a", "b"));
    CHECK(assignment("", "a", "b") != assignment("", "ab", ""));
    CHECK(assignment("", "a", "") != assignment("a", "", ""));
}

TEST_CASE("Nobody shares a tunnel with another secret, another source, or without hiding", "[policy][radius][rfc2868]") {
    const auto assignment = [](std::vector<std::string> more) {
        more.push_back("vpdn:ip-addresses=192.0.2.7");
        more.push_back("vpdn:tunnel-id=hgw");
        const auto target = forward_of(pairs(more)).targets.at(0);
        CHECK(target.settings->assignment.find("hello") == std::string::npos);
        return target.settings->assignment;
    };
    const std::string secret = "vpdn:l2tp-tunnel-password=hello";
    CHECK(assignment({secret}) == assignment({secret}));
    CHECK(assignment({secret}) != assignment({"vpdn:l2tp-tunnel-password=other"}));
    CHECK(assignment({secret}) != assignment({}));
    CHECK(assignment({secret}) != assignment({secret, "vpdn:l2tp-hidden-avp=yes"}));
    CHECK(assignment({secret}) != assignment({secret, "vpdn:source-ip=192.0.2.8"}));
    CHECK(forward_of(pairs({secret, "vpdn:ip-addresses=192.0.2.7"})).targets.at(0).secret_of_its_own);
    CHECK_FALSE(forward_of(pairs({"vpdn:ip-addresses=192.0.2.7"})).targets.at(0).secret_of_its_own);
}

TEST_CASE("The name of a group of ours leads to its LNSs, with its settings", "[policy][radius]") {
    const auto route = forward_of(pairs({"vpdn:vpdn-group=wholesale", "vpdn:l2tp-nosession-timeout=5"}));
    CHECK(route.group == "wholesale");
    CHECK(route.dead_time == 8s);
    CHECK(route.try_next_after == 9s);
    REQUIRE(route.targets.size() == 2);
    CHECK(route.targets[1].priority == 2);
    CHECK(route.targets[0].source_port == 0);
    CHECK(route.targets[0].settings->secret == l2tp::Secret("of-the-group"));
    CHECK(route.targets[0].settings->hello_interval == 7s);
    CHECK(route.targets[0].settings->no_session_timeout == l2tp::Duration(5s));
}

TEST_CASE("A group's settings hold for tunnels that the server names beside it", "[policy][radius]") {
    const auto route = forward_of(pairs({"vpdn:vpdn-group=wholesale", "vpdn:ip-addresses=192.0.2.9", "vpdn:l2tp-tunnel-password=hello"}));
    REQUIRE(route.targets.size() == 1);
    CHECK(name_of(route.targets[0]) == "192.0.2.9:1701");
    CHECK(route.targets[0].settings->group == "wholesale");
    CHECK(route.targets[0].settings->local_name == "LAC");
    CHECK(route.targets[0].settings->secret == l2tp::Secret("hello"));
}

TEST_CASE("Groups that lead nowhere are errors", "[policy][radius]") {
    CHECK(error_of(pairs({"vpdn:vpdn-group=unknown"})) == "it names a group that is not configured");
    CHECK(error_of(pairs({"vpdn:vpdn-group=nowhere"})) == "the group that it names has no initiate-to");
}
