// The kernel does not let us watch a descriptor: that costs what was to be watched, and nothing else.
#include "support/refused_watches.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "control/control_server.h"
#include "pppd/plugin_link.h"
#include "pppd/plugin_listener.h"
#include "pppd/pppd_supervisor.h"
#include "pppd/spawner.h"
#include "support/fake_control_model.h"
#include "support/temporary_directory.h"
#include "support/udp_sockets_fixture.h"
#include "support/unix_client.h"

using namespace vpdnd;
using test::connect_to;
using test::RefusedWatches;
using test::run_until;

namespace {

constexpr char kNoSpace[] = "No space left on device";

struct SocketPair {
    explicit SocketPair(int type = SOCK_STREAM) {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
        ours.reset(ends[0]);
        theirs.reset(ends[1]);
    }
    void write() const { REQUIRE(::send(theirs.get(), "x", 1, MSG_NOSIGNAL) == 1); }
    UniqueFd ours, theirs;
};

/// What the other end says, up to its end or to now.
std::string heard(int fd, bool& ended) {
    std::array<char, 4096> buffer;
    const auto size = ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    ended = size == 0 || (size < 0 && errno == ECONNRESET);
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

int lowest_free_descriptor() { return UniqueFd(::dup(0)).get(); }

}  // namespace

TEST_CASE("A descriptor that cannot be watched is an error; others are watched on, and it may be tried again", "[event_loop]") {
    EventLoop loop;
    SocketPair one, other;
    int calls = 0;
    const auto watched = loop.watch_readable(other.ours.get(), [&] {
        ++calls;
        char c = 0;
        CHECK(::read(other.ours.get(), &c, 1) == 1);
    });
    REQUIRE(watched);
    const int free_before = lowest_free_descriptor();
    {
        const RefusedWatches refused;
        for (int i = 0; i < 3; ++i) {
            const auto failed = loop.watch_readable(one.ours.get(), [] {});
            REQUIRE_FALSE(failed);
            CHECK(failed.error() == std::errc::no_space_on_device);
        }
        CHECK(refused.count() == 3);
        other.write();
        CHECK(run_until(loop, [&] { return calls == 1; }));
    }
    bool readable = false;
    EventLoop::WatchResult again;
    again = loop.watch_readable(one.ours.get(), [&] {
        readable = true;
        again->reset();
    });
    REQUIRE(again);
    CHECK(lowest_free_descriptor() == free_before);  // as if it had never failed: no duplicate
    one.write();
    CHECK(run_until(loop, [&] { return readable; }));
}

TEST_CASE("A second watch of a descriptor needs another one; without it the first watch goes on", "[event_loop]") {
    EventLoop loop;
    SocketPair pair;
    bool readable = false;
    EventLoop::WatchResult reader;
    reader = loop.watch_readable(pair.ours.get(), [&] {
        readable = true;
        reader->reset();
    });
    REQUIRE(reader);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    const rlimit none{3, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    const auto writer = loop.watch_writable(pair.ours.get(), [] {});
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    REQUIRE_FALSE(writer);
    CHECK(writer.error() == std::errc::too_many_files_open);
    pair.write();
    CHECK(run_until(loop, [&] { return readable; }));
}

TEST_CASE("A UDP socket that cannot be watched is an error of the tunnel or address it was for", "[sockets]") {
    test::UdpSocketsFixture f;
    const auto listener = f.listen("127.0.0.1");
    test::UdpPeer peer(test::address("127.0.0.1", 0));
    const l2tp::Path path{listener, peer.local()};
    constexpr l2tp::TunnelId kTunnel{7};
    {
        const RefusedWatches refused;
        const auto tunnel = f.sockets.add_tunnel_socket(kTunnel, path);
        REQUIRE_FALSE(tunnel);
        CHECK(tunnel.error().text == "watch " + l2tp::to_string(listener) + ": " + kNoSpace);
        const auto extra = f.sockets.initiator_path(peer.local(), listener.ip, 0, true);
        REQUIRE_FALSE(extra);
        CHECK(extra.error().code == std::errc::no_space_on_device);
        CHECK_FALSE(f.sockets.open_listeners({listener, test::address("127.0.0.2", 0)}));
        CHECK(f.sockets.listeners() == std::vector{listener});
        CHECK(refused.count() == 3);
        peer.send(listener, test::control(1));
        REQUIRE(f.wait_for(1));
    }
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, path));
    CHECK(f.sockets.initiator_path(peer.local(), listener.ip, 0, true));
    peer.send(listener, test::control(2));
    REQUIRE(f.wait_for(2));
}

TEST_CASE("A program whose end or output cannot be watched is killed and was not started; the next one runs", "[pppd]") {
    EventLoop loop;
    const auto supervisor = make_supervisor(loop);
    std::optional<ProcessEnd> end;
    const auto start = [&](std::vector<std::string> argv) {
        end.reset();
        return supervisor->start(argv, {}, {.ended = [&](const ProcessEnd& how) { end = how; }, .output = [](const std::string&) {}});
    };
    {
        const RefusedWatches refused;
        const auto failed = start({"/bin/true"});
        REQUIRE_FALSE(failed);
        CHECK(failed.error() == std::string("watch the process that starts programs: ") + kNoSpace);
        CHECK(children_of_this_process().empty());
    }
    for (const unsigned watched : {0U, 1U}) {
        const auto first = start({"/bin/true"});  // by now there is a spawner
        REQUIRE(first);
        REQUIRE(run_until(loop, [&] { return end.has_value(); }));
        const RefusedWatches refused(watched);
        const auto sleeper = start({"/bin/sleep", "1000"});
        REQUIRE(sleeper);
        REQUIRE(run_until(loop, [&] { return end.has_value(); }));
        CHECK(end->not_started == std::string("watch /bin/sleep: ") + kNoSpace);
        CHECK(children_of_this_process().size() == 1);  // the spawner
    }
    const auto last = start({"/bin/true"});
    REQUIRE(last);
    REQUIRE(run_until(loop, [&] { return end.has_value(); }));
    CHECK(end->not_started.empty());
}

TEST_CASE("A conversation with a plugin that cannot be watched is broken, told from the loop", "[plugin]") {
    EventLoop loop;
    SocketPair pair(SOCK_SEQPACKET);
    std::optional<std::string> closed;
    const RefusedWatches refused;
    const PluginLink link(loop, std::move(pair.ours),
                          {.hello = [](const PluginHello&) { FAIL(); },
                           .message = [](const ipc::PluginMessageReader&, std::vector<UniqueFd>&) { FAIL(); },
                           .closed = [&](const std::string& error) { closed = error; }});
    CHECK_FALSE(closed);
    REQUIRE(run_until(loop, [&] { return closed.has_value(); }));
    CHECK(*closed == std::string("watch the plugin's socket: ") + kNoSpace);
    bool ended = false;
    heard(pair.theirs.get(), ended);
    CHECK(ended);
}

TEST_CASE("A plugin socket that cannot be watched now is watched later", "[plugin]") {
    EventLoop loop;
    const test::TemporaryDirectory directory;
    const auto path = directory.path("plugin.sock");
    bool accepted = false;
    auto refused = std::make_optional<RefusedWatches>();
    const auto listener = listen_for_plugins(loop, path, {.room = {}, .accepted = [&](const UniqueFd&) { accepted = true; }});
    CHECK(refused->count() == 1);
    refused.reset();
    const auto plugin = connect_to(path, SOCK_SEQPACKET);
    bool ended = false;
    CHECK(run_until(loop, [&] {
        heard(plugin.get(), ended);  // one that is not root is closed
        return accepted || ended;
    }));
}

TEST_CASE("A control client that cannot be watched is closed; the others are served on", "[control]") {
    EventLoop loop;
    const test::TemporaryDirectory directory;
    const auto path = directory.path("control.sock");
    FakeControlModel model;
    control::ControlServer server(loop, model);
    REQUIRE(server.listen(path));
    std::string answer;
    bool ended = false;
    const auto ask = [&](const UniqueFd& client) {
        answer.clear();
        const std::string request = "{\"id\":1,\"method\":\"pool.list\"}\n";
        REQUIRE(::send(client.get(), request.data(), request.size(), MSG_NOSIGNAL) > 0);
        REQUIRE(run_until(loop, [&] {
            answer += heard(client.get(), ended);
            return ended || answer.ends_with('\n');
        }));
        return answer.find("\"pools\"") != std::string::npos;
    };
    const auto first = connect_to(path, SOCK_STREAM);
    CHECK(ask(first));
    {
        const RefusedWatches refused;
        const auto second = connect_to(path, SOCK_STREAM);
        REQUIRE(run_until(loop, [&] {
            heard(second.get(), ended);
            return ended;
        }));
        CHECK(refused.count() > 0);
    }
    CHECK(ask(first));
    CHECK(ask(connect_to(path, SOCK_STREAM)));
}
