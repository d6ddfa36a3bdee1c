// The way to an LNS while the default route goes through a call to it, in a network of the test's own. A veth stands in for PPP.
#include "net/outer_route.h"

#include <arpa/inet.h>
#include <net/if.h>

#include "support/catch.h"
#include "support/own_network.h"

using namespace vpdnd;
using Lines = std::vector<std::string>;

namespace {

l2tp::IpAddress address(const std::string& text) {
    l2tp::IpAddress out{.v6 = text.find(':') != std::string::npos};
    ::inet_pton(out.v6 ? AF_INET6 : AF_INET, text.c_str(), out.bytes.data());
    return out;
}

/// eth0 with a gateway to everywhere, wlan0 with another one of a higher metric, and ppp0.
void make_network() {
    test::ip("link set lo up");
    test::ip("link add eth0 type veth peer name far0");
    test::ip("link add wlan0 type veth peer name far1");
    test::ip("link add ppp0 type veth peer name far2");
    for (const char* name : {"eth0", "far0", "wlan0", "far1", "ppp0", "far2"}) test::ip(std::string("link set up ") + name);
    test::ip("addr add 192.0.2.10/24 dev eth0");
    test::ip("addr add 198.51.100.10/24 dev wlan0");
    test::ip("addr add 10.10.10.11/32 dev ppp0");
    test::ip("route add default via 192.0.2.1");
    test::ip("route add default via 198.51.100.1 metric 600");
    test::ip("-6 addr add 2001:db8::10/64 dev eth0 nodad");
    test::ip("-6 route add default via 2001:db8::1");
}

/// Through which interface the kernel would send to it now, and by which gateway.
std::string way(const std::string& to) {
    const auto line = test::ip("-o route get " + to).at(0);
    const auto from = line.find(' ') + 1;
    return line.substr(from, line.find(" src ") - from);
}

std::string name(unsigned index) {
    char text[IF_NAMESIZE] = "";
    return ::if_indextoname(index, text) ? text : "none";
}

Lines in_network(const std::function<void(Lines&)>& work) {
    return test::in_own_network([&] {
        make_network();
        Lines out;
        work(out);
        return out;
    });
}

const std::string kLns = "203.0.113.5", kLns6 = "2001:db8:5::5";

}  // namespace

TEST_CASE("The tunnel stays outside while the default route goes through its call, and all is as before afterwards",
          "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        const auto before = test::ip("route show");
        const auto lns = address(kLns);
        out.push_back(keep_outside(lns, outer_route(lns)) + lead_through(::if_nametoindex("ppp0")));
        out.push_back(way(kLns));
        out.push_back(way("198.18.0.1"));
        out.push_back(way("192.0.2.7"));
        lead_through_no_more(::if_nametoindex("ppp0"));
        keep_outside_no_more(lns);
        out.push_back(way("198.18.0.1"));
        out.push_back(test::ip("route show") == before ? "as before" : "another table");
    });
    CHECK(seen == Lines{"via 192.0.2.1 dev eth0", "dev ppp0", "dev eth0", "via 192.0.2.1 dev eth0", "as before"});
}

TEST_CASE("The default route goes with the interface, and what was there before is in force again", "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        const auto lns = address(kLns);
        keep_outside(lns, outer_route(lns));
        lead_through(::if_nametoindex("ppp0"));
        test::ip("link del ppp0");
        out.push_back(way("198.18.0.1"));
        for (const auto& line : test::ip("route show proto 171")) out.push_back(line);
        out.push_back("error: " + remove_left_routes());
        for (const auto& line : test::ip("route show proto 171")) out.push_back(line);
    });
    CHECK(seen == Lines{"via 192.0.2.1 dev eth0", "203.0.113.5 via 192.0.2.1 dev eth0", "error:"});
}

TEST_CASE("The way to a second LNS is found past the default route of the first one's call", "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        lead_through(::if_nametoindex("ppp0"));
        const auto second = address("203.0.113.6");
        out.push_back(keep_outside(second, outer_route(second)));
        out.push_back(way("203.0.113.6"));
        out.push_back(way("203.0.113.7"));
    });
    CHECK(seen == Lines{"via 192.0.2.1 dev eth0", "dev ppp0"});
}

TEST_CASE("A default route that pppd or a script has set through a call is no way out", "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        const auto ppp = ::if_nametoindex("ppp0");
        test::ip("route prepend default dev ppp0");
        test::ip("route add 203.0.113.0/24 dev ppp0");
        out.push_back(name(outer_route(address(kLns)).index));
        out.push_back(name(outer_route(address(kLns), {ppp}).index));
    });
    CHECK(seen == Lines{"ppp0", "eth0"});
}

TEST_CASE("An LNS on the link, a network nearer than the default and IPv6 have their ways", "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        test::ip("route add 203.0.113.0/24 via 198.51.100.9");
        for (const auto& lns : {std::string("192.0.2.77"), kLns, kLns6, std::string("2001:db8::77")}) {
            const auto to = address(lns);
            const auto route = outer_route(to);
            out.push_back(name(route.index) + (route.gateway.empty() ? "" : " by a gateway") + keep_outside(to, route));
        }
        for (const auto& line : test::ip("route show proto 171")) out.push_back(line);
        for (const auto& line : test::ip("-6 route show proto 171")) out.push_back(line.substr(0, line.find(" metric")));
    });
    CHECK(seen == Lines{"eth0", "wlan0 by a gateway", "eth0 by a gateway", "eth0", "192.0.2.77 dev eth0 scope link src 192.0.2.10",
                        "203.0.113.5 via 198.51.100.9 dev wlan0", "2001:db8::77 dev eth0", "2001:db8:5::5 via 2001:db8::1 dev eth0"});
}

TEST_CASE("A link that is down leads nowhere, and the next best way counts", "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        out.push_back(name(outer_route(address(kLns)).index));
        test::ip("link set far0 down");  // eth0 has no carrier
        out.push_back(name(outer_route(address(kLns)).index));
        test::ip("link set wlan0 down");
        out.push_back(name(outer_route(address(kLns)).index));
        out.push_back("error: " + keep_outside(address(kLns), {}));
    });
    CHECK(seen == Lines{"eth0", "wlan0", "none", "error:"});
}

TEST_CASE("Another way takes the place of the old one; a route of somebody else stays", "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        const auto lns = address(kLns);
        keep_outside(lns, outer_route(lns));
        test::ip("route del default via 192.0.2.1");
        keep_outside(lns, outer_route(lns));
        out.push_back(way(kLns));
        keep_outside_no_more(lns);
        test::ip("route add 203.0.113.5 via 192.0.2.2");
        out.push_back("error: " + keep_outside(lns, outer_route(lns)));
        keep_outside_no_more(lns);
        out.push_back(way(kLns));
    });
    CHECK(seen == Lines{"via 198.51.100.1 dev wlan0", "error:", "via 192.0.2.2 dev eth0"});
}

TEST_CASE("The tunnel stays outside where PPP's peer has the LNS's own address", "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        const auto lns = address(kLns);
        const auto ppp = ::if_nametoindex("ppp0");
        keep_outside(lns, outer_route(lns));
        lead_through(ppp);
        test::ip("addr add 10.10.10.12 peer " + kLns + " dev ppp0");
        out.push_back(way(kLns));
        out.push_back("error: " + keep_outside(lns, outer_route(lns, {ppp})));  // as when the network has changed
        out.push_back(way(kLns));
        for (const auto& one : {lns, address("203.0.113.6")}) out.emplace_back(outer_route(one, {ppp}).hidden ? "hidden" : "not hidden");
        test::ip("route del default via 192.0.2.1");
        out.push_back("error: " + keep_outside(lns, outer_route(lns, {ppp})));
        out.push_back(way(kLns));
        out.push_back(std::to_string(test::ip("route show proto 171 to exact " + kLns).size()));
        keep_outside_no_more(lns);
        out.push_back(way(kLns));
    });
    CHECK(seen == Lines{"via 192.0.2.1 dev eth0", "error:", "via 192.0.2.1 dev eth0", "hidden", "not hidden", "error:",
                        "via 198.51.100.1 dev wlan0", "1", "dev ppp0"});
}

TEST_CASE("An LNS on this machine needs no way out", "[routes][client]") {
    const auto seen = in_network([](Lines& out) {
        for (const char* own : {"127.0.0.1", "192.0.2.10", "2001:db8::10"}) out.push_back(name(outer_route(address(own)).index));
    });
    CHECK(seen == Lines{"none", "none", "none"});
}
