#include "policy/group_policy.h"

#include "config/user_name.h"
#include "support/catch.h"

using namespace vpdnd;

namespace {

l2tp::IpAddress ip(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    l2tp::IpAddress out;
    out.bytes = {a, b, c, d};
    return out;
}

Group lns_group(std::string name, std::vector<std::string> terminate_from) {
    Group group;
    group.name = std::move(name);
    group.terminate_from = std::move(terminate_from);
    group.accept_dialin.emplace();
    return group;
}

Group lac_group(std::string name, std::vector<std::string> domains, std::vector<std::string> dnis = {}) {
    Group group;
    group.name = std::move(name);
    group.request_dialin.emplace();
    group.request_dialin->domains = std::move(domains);
    group.request_dialin->dnis = std::move(dnis);
    return group;
}

GroupPolicy policy_of(std::vector<Group> groups, std::vector<std::string> order = {"dnis", "domain"}) {
    auto config = std::make_shared<Config>();
    config->groups = std::move(groups);
    config->daemon.search_order = std::move(order);
    config->daemon.domain_delimiters = "@\\";
    config->daemon.hostname = "router";
    return GroupPolicy(config);
}

std::string name_of(const Group* group) { return group ? group->name : "none"; }

}  // namespace

TEST_CASE("An exact terminate-from wins over wildcards, the longest wildcard over shorter ones, and those over none",
          "[policy]") {
    const auto policy = policy_of({lns_group("any", {}), lns_group("net", {"*.net"}), lns_group("isp", {"*.isp.net"}),
                                   lns_group("exact", {"lac1.isp.net"})});
    const auto serves = [&](std::string_view host) { return name_of(policy.group_for_peer(host, ip(10, 0, 0, 1), nullptr)); };
    CHECK(serves("lac1.isp.net") == "exact");
    CHECK(serves("LAC1.ISP.NET") == "exact");
    CHECK(serves("lac2.isp.net") == "isp");
    CHECK(serves("lac.net") == "net");
    CHECK(serves("lac") == "any");
}

TEST_CASE("File order breaks ties and peers must fit", "[policy]") {
    auto first = lns_group("first", {"LAC"}), second = lns_group("second", {"LAC"});
    first.peers = {{ip(192, 168, 1, 0), 24}};
    const auto policy = policy_of({first, second});
    CHECK(name_of(policy.group_for_peer("LAC", ip(192, 168, 1, 7), nullptr)) == "first");
    CHECK(name_of(policy.group_for_peer("LAC", ip(192, 168, 2, 7), nullptr)) == "second");
}

TEST_CASE("A peer that nobody serves is told what did not fit", "[policy]") {
    auto group = lns_group("one", {"LAC"});
    group.peers = {{ip(192, 168, 1, 0), 24}};
    const auto policy = policy_of({group});
    std::string why;
    CHECK(policy.group_for_peer("other", ip(192, 168, 1, 7), &why) == nullptr);
    CHECK(why == "no group serves this host name");
    CHECK(policy.group_for_peer("LAC", ip(10, 0, 0, 1), &why) == nullptr);
    CHECK(why == "no group serves this address");
}

TEST_CASE("A call is matched by number or domain in the order of search-order", "[policy]") {
    const std::vector<Group> groups{lac_group("by-domain", {"Cisco.com"}), lac_group("by-number", {}, {"614629"})};
    const auto dnis_first = policy_of(groups), domain_first = policy_of(groups, {"domain", "dnis"}),
               domain_only = policy_of(groups, {"domain"});
    CHECK(name_of(dnis_first.group_for_call({"user@cisco.com", "614629"})) == "by-number");
    CHECK(name_of(domain_first.group_for_call({"user@cisco.com", "614629"})) == "by-domain");
    CHECK(name_of(domain_only.group_for_call({"user@other.com", "614629"})) == "none");
    CHECK(name_of(dnis_first.group_for_call({"CISCO.COM\\user", ""})) == "by-domain");
    CHECK(name_of(dnis_first.group_for_call({"user", ""})) == "none");
}

TEST_CASE("A call is matched by the caller's number and by its interface, a whole name before patterns", "[policy]") {
    auto street = lac_group("street", {}), house = street, vlan = street, trunk = street;
    house.name = "house", vlan.name = "vlan", trunk.name = "trunk";
    street.request_dialin->calling_numbers = {"slot 1/*"};
    house.request_dialin->calling_numbers = {"slot 1/7"};
    trunk.request_dialin->interfaces = {"eth1*"};
    vlan.request_dialin->interfaces = {"eth1.100"};
    const auto goes_to = [&](std::vector<std::string> order, std::string_view number, std::string_view interface) {
        const auto policy = policy_of({street, house, trunk, vlan}, std::move(order));
        return name_of(policy.group_for_call({.user = {}, .called_number = {}, .calling_number = number, .interface = interface}));
    };
    CHECK(goes_to({"calling-number"}, "slot 1/7", "eth1") == "house");
    CHECK(goes_to({"calling-number"}, "slot 1/8", "eth1") == "street");
    CHECK(goes_to({"calling-number"}, "slot 2/8", "eth1") == "none");
    CHECK(goes_to({"interface"}, "slot 1/7", "eth1.100") == "vlan");
    CHECK(goes_to({"interface"}, "slot 1/7", "eth1.101") == "trunk");
    CHECK(goes_to({"interface", "calling-number"}, "slot 1/7", "eth1") == "trunk");
    CHECK(goes_to({"interface", "calling-number"}, "slot 1/7", "eth2") == "house");
    CHECK(goes_to({"dnis", "interface", "calling-number"}, "", "") == "none");
}

TEST_CASE("What stands behind the domain in search-order waits for the user, where there are domains", "[policy]") {
    auto by_interface = lac_group("by-interface", {});
    by_interface.request_dialin->interfaces = {"eth1"};
    const auto found = [](const GroupPolicy& policy, bool& needs_user) {
        return name_of(policy.group_for_call({.user = {}, .called_number = {}, .user_told = false, .interface = "eth1"}, &needs_user));
    };
    bool needs_user = false;
    CHECK(found(policy_of({by_interface}, {"domain", "interface"}), needs_user) == "by-interface");
    CHECK(found(policy_of({by_interface, lac_group("by-domain", {"x"})}, {"interface", "domain"}), needs_user) == "by-interface");
    CHECK_FALSE(needs_user);
    CHECK(found(policy_of({by_interface, lac_group("by-domain", {"x"})}, {"domain", "interface"}), needs_user) == "none");
    CHECK(needs_user);
}

TEST_CASE("The domain is behind the last @ and in front of the first backslash or per cent sign", "[policy]") {
    const auto domain_of = [](std::string_view user, std::string_view delimiters) { return split_user(user, delimiters).domain; };
    CHECK(domain_of("a@b@cisco.com", "@") == "cisco.com");
    CHECK(domain_of("CORP\\joe\\x", "\\") == "CORP");
    CHECK(domain_of("corp%joe", "%") == "corp");
    CHECK(domain_of("joe#isp", "#") == "isp");
    CHECK(domain_of("joe", "@").empty());
    CHECK(domain_of("joe@", "@").empty());
    CHECK(split_user("a@b@cisco.com", "@").name == "a@b");
    CHECK(split_user("CORP\\joe", "@\\").name == "joe");
    CHECK(split_user("CORP\\joe@isp", "@\\").name == "CORP\\joe");
    CHECK(split_user("joe", "@").name == "joe");
}

TEST_CASE("Tunnel settings follow the group", "[policy]") {
    auto group = lns_group("one", {});
    group.tunnel.secret = "s";
    group.tunnel.hello_interval = std::chrono::seconds(7);
    const auto policy = policy_of({group, lac_group("two", {"x"})});
    const auto one = policy.settings(policy.config().groups[0]), two = policy.settings(policy.config().groups[1]);
    CHECK(one->local_name == "router");
    CHECK(one->authenticate);
    CHECK(one->accept_incoming);
    CHECK(one->hello_interval == std::chrono::seconds(7));
    CHECK_FALSE(two->accept_incoming);
    CHECK_FALSE(two->authenticate);
    CHECK(policy.settings(policy.config().groups[0]).get() == one.get());
}

TEST_CASE("A group that only requests calls serves tunnels of peers that it can know, and of nobody else", "[policy]") {
    auto open = lac_group("open", {"x"}), secret = open, named = open;
    open.authentication = false;
    secret.tunnel.secret = "s";
    named.authentication = false;
    named.peers = {{ip(10, 0, 0, 0), 8}};
    CHECK(policy_of({open}).group_for_peer("any", ip(10, 0, 0, 1), nullptr) == nullptr);
    CHECK(policy_of({secret}).group_for_peer("any", ip(10, 0, 0, 1), nullptr) != nullptr);
    CHECK(policy_of({named}).group_for_peer("any", ip(10, 0, 0, 1), nullptr) != nullptr);
    CHECK(policy_of({named}).group_for_peer("any", ip(11, 0, 0, 1), nullptr) == nullptr);
}

TEST_CASE("An end of domains fits all that end so, the longest that fits wins, a whole domain before all", "[policy]") {
    const auto policy = policy_of({lac_group("com", {"*.com"}), lac_group("example", {"*.example.com"}),
                                   lac_group("exact", {"a.example.com"})});
    const auto goes_to = [&](std::string_view user) { return name_of(policy.group_for_call({user, ""})); };
    CHECK(goes_to("u@a.example.com") == "exact");
    CHECK(goes_to("u@B.Example.COM") == "example");
    CHECK(goes_to("u@example.com") == "com");
    CHECK(goes_to("u@example.org") == "none");
    CHECK(goes_to("u@com") == "none");
}

TEST_CASE("Only addresses in the peers of a group are known", "[policy]") {
    auto open = lns_group("open", {}), closed = lns_group("closed", {"LAC"});
    closed.peers = {{ip(192, 168, 1, 0), 24}};
    const auto policy = policy_of({open, closed});
    CHECK(policy.knows(ip(192, 168, 1, 9)));
    CHECK_FALSE(policy.knows(ip(10, 0, 0, 1)));
}

TEST_CASE("No calls are placed for a peer, and nothing says that they were", "[policy]") {
    auto group = lns_group("dial", {});
    group.accept_dialout.emplace();
    const auto policy = policy_of({group});
    CHECK_FALSE(policy.settings(policy.config().groups.front())->accept_outgoing);
}
