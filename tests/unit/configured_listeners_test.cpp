// What is listened on, by the configuration, what the kernel has, and other programs.
#include "tunnel/configured_listeners.h"

#include <dlfcn.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>

#include "support/logged.h"
#include "support/udp_sockets_fixture.h"

using namespace vpdnd;
using test::address;
using test::UdpPeer;
using Fixture = test::UdpSocketsFixture;

namespace {

bool without_ipv6 = false;

/// As a kernel that was started with ipv6.disable=1.
struct WithoutIpv6 {
    WithoutIpv6() { without_ipv6 = true; }
    ~WithoutIpv6() { without_ipv6 = false; }
};

Config config_with(bool by_default) {
    Config out;
    out.groups.resize(1);
    out.daemon.listen = {address("127.0.0.1", 0), address("::1", 0)};
    out.daemon.listen_by_default = by_default;
    return out;
}

}  // namespace

extern "C" int socket(int family, int type, int protocol) noexcept {
    if (without_ipv6 && family == AF_INET6) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    static const auto real = reinterpret_cast<decltype(&::socket)>(::dlsym(RTLD_NEXT, "socket"));
    return real(family, type, protocol);
}

TEST_CASE("A kernel without IPv6 listens on IPv4 if the file names no address", "[sockets]") {
    Fixture f;
    const WithoutIpv6 kernel;
    REQUIRE(open_configured_listeners(f.sockets, config_with(true)));
    REQUIRE(f.sockets.listeners().size() == 1);
    CHECK_FALSE(f.sockets.listeners().front().ip.v6);
}

TEST_CASE("An address that this machine does not have keeps no other from being listened on", "[sockets]") {
    Fixture f;
    std::optional<WithoutIpv6> kernel;
    auto config = config_with(false);
    auto absent = config.daemon.listen.back();
    std::string why = "open a UDP socket for [::1]:0: Address family not supported by protocol";
    SECTION("no such family") { kernel.emplace(); }
    SECTION("no such address") {
        absent = config.daemon.listen.back() = address("192.0.2.77", 1701);
        why = "bind 192.0.2.77:1701: Cannot assign requested address";
    }
    REQUIRE(open_configured_listeners(f.sockets, config));
    REQUIRE(f.sockets.listeners().size() == 1);
    REQUIRE(f.sockets.missing().size() == 1);
    CHECK(f.sockets.missing().front().asked == absent);
    CHECK(f.sockets.missing().front().why.text == why);
    config.daemon.listen.pop_back();  // a reload without it
    REQUIRE(open_configured_listeners(f.sockets, config));
    CHECK(f.sockets.missing().empty());
    CHECK(f.sockets.listeners().size() == 1);
}

TEST_CASE("An address that another program has keeps no other from being listened on", "[sockets]") {
    Fixture f;
    std::optional<UdpPeer> other(address("127.0.0.5", 0));
    auto config = config_with(false);
    config.daemon.listen = {other->local(), address("127.0.0.6", 0), address("192.0.2.77", 1701)};
    const auto lines = test::logged(log::Level::kInfo, [&] { REQUIRE(open_configured_listeners(f.sockets, config)); });
    CHECK(lines.find("error: an address cannot be listened on: another program has it") != lines.npos);
    CHECK(f.sockets.listeners().size() == 1);
    REQUIRE(f.sockets.missing().size() == 2);
    CHECK(f.sockets.missing().front().why.code == std::errc::address_in_use);
    const auto freed = other->local();
    SECTION("it is listened on when that program has ended") {
        std::vector<l2tp::Address> tried;
        f.sockets.on_missing_tried([&](const l2tp::Address& asked, const SocketResult<void>& done) {
            if (done) tried.push_back(asked);
        });
        other.reset();
        CHECK(f.runner.until([&] { return !tried.empty(); }));
        CHECK(tried == std::vector<l2tp::Address>{freed});
        CHECK(f.sockets.listeners().size() == 2);
    }
    SECTION("a reload without it forgets it") {
        config.daemon.listen.erase(config.daemon.listen.begin());
        REQUIRE(open_configured_listeners(f.sockets, config));
        CHECK(f.sockets.missing().size() == 1);
    }
}

TEST_CASE("A wildcard whose port another program has is an error, whatever else could be listened on", "[sockets]") {
    Fixture f;
    UdpPeer other(address("127.0.0.5", 0));
    auto config = config_with(false);
    config.daemon.listen = {address("127.0.0.6", 0), address("0.0.0.0", other.local().port)};
    CHECK_FALSE(open_configured_listeners(f.sockets, config));
    CHECK(f.sockets.listeners().empty());
}

TEST_CASE("Where another program has every address there is, that is an error that names it and the key", "[sockets]") {
    Fixture f;
    UdpPeer other(address("127.0.0.5", 0));
    auto config = config_with(false);
    config.daemon.listen = {address("192.0.2.77", 1701), other.local()};
    const auto opened = open_configured_listeners(f.sockets, config);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().text == "daemon.listen: bind " + l2tp::to_string(other.local()) + ": Address already in use");
    CHECK(f.sockets.listeners().empty());
}

TEST_CASE("Without a group nothing is listened on", "[sockets]") {
    Fixture f;
    auto config = config_with(true);
    REQUIRE(open_configured_listeners(f.sockets, config));
    CHECK(f.sockets.listeners().size() == 2);
    config.groups.clear();
    REQUIRE(open_configured_listeners(f.sockets, config));
    CHECK(f.sockets.listeners().empty());
}

TEST_CASE("Another program is noticed on each of several addresses with one port", "[sockets]") {
    Fixture f;
    UdpPeer xl2tpd(address("127.0.0.5", 0), true);
    const auto port = xl2tpd.local().port;
    const auto is_noticed = [&] {
        return f.sockets.missing().size() == 1 && f.sockets.missing().front().asked == xl2tpd.local() &&
               f.sockets.missing().front().why.code.value() == EADDRINUSE;
    };
    REQUIRE(f.sockets.open_listeners({address("127.0.0.6", port), address("::1", port), xl2tpd.local()}));
    CHECK(is_noticed());
    f.listen("127.0.0.6", port);
    REQUIRE(f.sockets.open_listeners({address("127.0.0.6", port), xl2tpd.local()}));  // a reload
    CHECK(is_noticed());
    auto taken = f.sockets.open_listeners({xl2tpd.local()});
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code.value() == EADDRINUSE);
    CHECK_FALSE(f.sockets.initiator_path(address("127.0.0.3", 1701), xl2tpd.local().ip, port, true));
}

TEST_CASE("A wildcard and an address that it covers listen side by side", "[sockets]") {
    Fixture f;
    const auto port = f.listen("0.0.0.0").port;
    REQUIRE(f.sockets.open_listeners({}));
    REQUIRE(f.sockets.open_listeners({address("127.0.0.2", port), address("0.0.0.0", port), address("127.0.0.3", port)}));
    CHECK(f.sockets.listeners().size() == 3);
}
