// The LAC's hand-over: the user's channel is bridged to the session's. Both are PPPoL2TP channels here; the kernel's
// bridge does not know the difference.
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <new>
#include <numeric>

#include "dataplane/ppp_channel.h"
#include "labtest/l2tp_end.h"
#include "support/catch.h"

using namespace labtest;
using namespace vpdnd;
using test::address;

namespace {

/// user (there) = tunnel 5/6 = LAC (here) = tunnel 7/8 = LNS (there).
struct Chain {
    Chain() {
        lac.add_tunnel(6, 5, {address("192.0.2.1", 4000), address("192.0.2.2", 4000)});
        outside.add_tunnel(5, 6, {address("192.0.2.2", 4000), address("192.0.2.1", 4000)});
        lac.add_tunnel(7, 8, {address("192.0.2.1", 1701), address("192.0.2.2", 1701)});
        outside.add_tunnel(8, 7, {address("192.0.2.2", 1701), address("192.0.2.1", 1701)});
        user_session = outside.add_session(5, 50, 60, false);
        access_session = lac.add_session(6, 60, 50, true);
        tunnel_session = lac.add_session(7, 70, 80, false);
        lns_session = outside.add_session(8, 80, 70, true);
    }
    TwoHosts hosts;
    L2tpEnd lac{hosts.here, "netlink"}, outside{hosts.there, "netlink"};
    Session user_session, access_session, tunnel_session, lns_session;
};

struct Channels {
    explicit Channels(Chain& c)
        : user(c.hosts.there, c.user_session.socket.get()),
          access(c.hosts.here, c.access_session.socket.get()),
          tunnel(c.hosts.here, c.tunnel_session.socket.get()),
          lns(c.hosts.there, c.lns_session.socket.get()) {}
    PppChannel user, access, tunnel, lns;
};

std::vector<std::uint16_t> numbers(std::uint16_t count) {
    std::vector<std::uint16_t> out(count);
    std::iota(out.begin(), out.end(), std::uint16_t{0});
    return out;
}

/// How many frames have arrived, shared with a child process.
class Progress {
  public:
    Progress()
        : page_(::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
        REQUIRE(page_ != MAP_FAILED);
        new (page_) std::atomic<unsigned>(0);
    }
    ~Progress() { ::munmap(page_, kSize); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    std::atomic<unsigned>& received() { return *static_cast<std::atomic<unsigned>*>(page_); }

  private:
    static constexpr std::size_t kSize = 4096;
    void* page_;
};

/// A process that sends frames as fast as they arrive, at most 16 ahead: a channel keeps 32 for a slow reader.
class User {
  public:
    User(PppChannel& channel, std::uint16_t frames, Progress& progress) : pid_(::fork()) {
        REQUIRE(pid_ >= 0);
        if (pid_ > 0) return;
        ::alarm(60);
        for (std::uint16_t number = 0; number < frames; ++number) {
            while (number - progress.received() >= 16) ::sched_yield();
            Frame out = frame(number);
            if (::write(channel.fd(), out.data(), out.size()) < 0) ::_exit(1);
        }
        ::_exit(0);
    }
    ~User() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    User(const User&) = delete;
    User& operator=(const User&) = delete;
    bool ends_well() {
        int status = -1;
        bool ended = ::waitpid(pid_, &status, 0) == pid_;
        pid_ = -1;
        return ended && status == 0;
    }

  private:
    pid_t pid_;
};

}  // namespace

TEST_CASE("Frames that wait on the user's channel go first through the bridge, in order", "[lab][bridge][rule7]") {
    Chain chain;
    Channels c(chain);
    Namespace::Inside inside(chain.hosts.here);
    for (auto number : numbers(10)) c.user.send(frame(number));
    auto moved = bridge_channels(c.access.fd(), c.tunnel.fd(), c.tunnel.index());
    REQUIRE(moved);
    CHECK(*moved == 10);
    for (std::uint16_t number = 10; number < 20; ++number) c.user.send(frame(number));
    CHECK(c.lns.receive_numbers(20) == numbers(20));
    c.lns.send(frame(500));
    CHECK(c.user.receive_numbers(1) == std::vector<std::uint16_t>{500});
    CHECK_FALSE(c.access.receive(0));  // nothing ends up here any more
}

TEST_CASE("No frame is lost or doubled when the user goes on sending during the hand-over", "[lab][bridge][rule7]") {
    constexpr std::uint16_t kFrames = 3000;
    Chain chain;
    Channels c(chain);
    Namespace::Inside inside(chain.hosts.here);
    Progress progress;
    User user(c.user, kFrames, progress);
    auto first = c.access.receive();  // the user has begun
    REQUIRE(first);
    c.tunnel.send(*first);
    REQUIRE(bridge_channels(c.access.fd(), c.tunnel.fd(), c.tunnel.index()));
    std::vector<std::uint16_t> got;
    while (got.size() < kFrames) {
        auto next = c.lns.receive();
        if (!next) break;
        got.push_back(number_of(*next));
        ++progress.received();
    }
    CHECK(got.size() == kFrames);
    std::sort(got.begin(), got.end());
    bool each_once = got == numbers(kFrames);
    CHECK(each_once);
    CHECK(user.ends_well());
}

TEST_CASE("The bridge lives on without the /dev/ppp descriptors", "[lab][bridge][rule7]") {
    Chain chain;
    Namespace::Inside inside(chain.hosts.here);
    auto c = std::make_unique<Channels>(chain);
    REQUIRE(bridge_channels(c->access.fd(), c->tunnel.fd(), c->tunnel.index()));
    c.reset();
    PppChannel user(chain.hosts.there, chain.user_session.socket.get());
    PppChannel lns(chain.hosts.there, chain.lns_session.socket.get());
    user.send(frame(1));
    CHECK(lns.receive_numbers(1) == std::vector<std::uint16_t>{1});
}

TEST_CASE("A session's channel is bridged once; the second time is an error that says so", "[lab][bridge][rule7]") {
    Chain chain;
    Channels c(chain);
    auto user_session = chain.lac.add_session(6, 61, 51, true);
    PppChannel another_user(chain.hosts.here, user_session.socket.get());
    Namespace::Inside inside(chain.hosts.here);
    REQUIRE(bridge_channels(c.access.fd(), c.tunnel.fd(), c.tunnel.index()));
    auto again = bridge_channels(another_user.fd(), c.tunnel.fd(), c.tunnel.index());
    REQUIRE_FALSE(again);
    CHECK(again.error().text.find("bridge the user's PPP channel to channel") == 0);
    CHECK(again.error().code.value() == EALREADY);
    c.user.send(frame(1));
    CHECK(c.lns.receive_numbers(1) == std::vector<std::uint16_t>{1});
}

TEST_CASE("A user's channel goes over to another session while the first one is still there", "[lab][bridge][rule7]") {
    Chain chain;
    Channels c(chain);
    auto next_session = chain.lac.add_session(7, 71, 81, false);
    auto next_at_lns = chain.outside.add_session(8, 81, 71, true);
    PppChannel next(chain.hosts.here, next_session.socket.get()), lns(chain.hosts.there, next_at_lns.socket.get());
    Namespace::Inside inside(chain.hosts.here);
    REQUIRE(bridge_channels(c.access.fd(), c.tunnel.fd(), c.tunnel.index()));
    REQUIRE(bridge_channels(c.access.fd(), next.fd(), next.index()));
    c.user.send(frame(1));
    CHECK(lns.receive_numbers(1) == std::vector<std::uint16_t>{1});
    lns.send(frame(2));
    CHECK(c.user.receive_numbers(1) == std::vector<std::uint16_t>{2});
}

TEST_CASE("The user's channel reports its end while it is bridged", "[lab][bridge][rule7]") {
    Chain chain;
    Channels c(chain);
    Namespace::Inside inside(chain.hosts.here);
    REQUIRE(bridge_channels(c.access.fd(), c.tunnel.fd(), c.tunnel.index()));
    auto loop = std::make_unique<EventLoop>();
    test::LoopRunner runner(*loop);
    bool ended = false;
    std::unique_ptr<EventLoop::Watch> watch;
    watch = loop->watch_readable(c.access.fd(), [&] {
        std::uint8_t byte = 0;
        ended = ::read(c.access.fd(), &byte, 1) == 0;
        watch.reset();
    }).value();
    chain.access_session.socket.reset();  // the link is cut: its last holder is gone
    CHECK(runner.until([&] { return ended; }));
}
