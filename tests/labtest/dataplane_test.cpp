// Tunnels and sessions in the kernel: frames between two namespaces, by both data planes, over IPv4 and IPv6.
#include <cerrno>
#include <ctime>
#include <numeric>
#include <stdexcept>

#include "dataplane/dataplane.h"
#include "labtest/l2tp_end.h"
#include "support/catch.h"

using namespace labtest;
using namespace vpdnd;
using test::address;

namespace {

/// A tunnel between the namespaces: 7 here (LNS), 8 there (LAC).
struct Joined {
    Joined(const std::string& plane, bool v6)
        : path{address(v6 ? "fd00::1" : "192.0.2.1", 1701), address(v6 ? "fd00::2" : "192.0.2.2", 1701)},
          lns(hosts.here, plane),
          lac(hosts.there, plane) {
        lns.listen(path.local);
        lac.listen(path.remote);
        lns.add_tunnel(7, 8, path);
        lac.add_tunnel(8, 7, {path.remote, path.local});
    }
    TwoHosts hosts;
    l2tp::Path path;
    L2tpEnd lns, lac;
};

std::vector<std::uint16_t> numbers(std::uint16_t first, std::size_t count) {
    std::vector<std::uint16_t> out(count);
    std::iota(out.begin(), out.end(), first);
    return out;
}

/// The kernel deletes tunnels from a work queue and tells nobody when it is done.
bool becomes_free(L2tpEnd& end, std::uint16_t id) {
    Namespace::Inside inside(end.where);
    for (int i = 0; i < 60000; ++i) {  // a minute, against hangs
        if (end.plane->tunnel_id_free({id})) return true;
        timespec pause{0, 1000000};
        ::nanosleep(&pause, nullptr);
    }
    return false;
}

void exchange(PppChannel& from, PppChannel& to, std::uint16_t first) {
    for (auto number : numbers(first, 20)) from.send(frame(number));
    CHECK(to.receive_numbers(20) == numbers(first, 20));
}

}  // namespace

TEST_CASE("Frames pass a session both ways", "[lab][dataplane]") {
    for (std::string plane : {"netlink", "pppox"})
        for (bool v6 : {false, true})
            for (bool sequencing : {false, true}) {
                INFO(plane << (v6 ? " IPv6" : " IPv4") << (sequencing ? " with sequence numbers" : ""));
                Joined j(plane, v6);
                CHECK(std::string(j.lns.plane->name()) == plane);
                auto lns = j.lns.add_session(7, 70, 80, true, sequencing);
                auto lac = j.lac.add_session(8, 80, 70, false, sequencing);
                PppChannel at_lns(j.hosts.here, lns.socket.get()), at_lac(j.hosts.there, lac.socket.get());
                exchange(at_lac, at_lns, 100);
                exchange(at_lns, at_lac, 200);
            }
}

TEST_CASE("A session gets sequence numbers later, when the other end requires them", "[lab][dataplane]") {
    for (std::string plane : {"netlink", "pppox"}) {
        INFO(plane);
        Joined j(plane, false);
        auto lns = j.lns.add_session(7, 70, 80, true);
        auto lac = j.lac.add_session(8, 80, 70, false, true);
        PppChannel at_lns(j.hosts.here, lns.socket.get()), at_lac(j.hosts.there, lac.socket.get());
        at_lns.send(frame(1));
        CHECK_FALSE(at_lac.receive(200));  // dropped: it has no number
        REQUIRE(j.lns.plane->require_sequencing(lns.key));
        exchange(at_lns, at_lac, 100);
        exchange(at_lac, at_lns, 200);
        const auto failed = j.lns.plane->require_sequencing({{7}, {71}});
        REQUIRE_FALSE(failed);
        CHECK(failed.error().text.starts_with("session 7/71: turn sequence numbers on"));
    }
}

TEST_CASE("Sequence numbers and the reorder timeout are the kernel session's", "[lab][dataplane]") {
    for (std::string plane : {"netlink", "pppox"}) {
        INFO(plane);
        Joined j(plane, false);
        auto lns = j.lns.add_session(7, 70, 80, true);
        auto lac = j.lac.add_session(8, 80, 70, false, true, 250);
        const auto there = output_of("ip -n there l2tp show session");
        CHECK(there.find("sequence numbering: send recv") != std::string::npos);
        CHECK(there.find("reorder timeout: 250") != std::string::npos);
        CHECK(output_of("ip -n here l2tp show session").find("sequence numbering") == std::string::npos);
        Namespace::Inside inside(j.hosts.here);
        REQUIRE(j.lns.plane->require_sequencing(lns.key));
        const auto here = output_of("ip -n here l2tp show session");
        CHECK(here.find("sequence numbering: send recv") != std::string::npos);
        CHECK(here.find("reorder timeout: 100") != std::string::npos);
    }
}

TEST_CASE("Counters are the user's on both ends", "[lab][dataplane]") {
    for (std::string plane : {"netlink", "pppox"}) {
        INFO(plane);
        Joined j(plane, false);
        auto lns = j.lns.add_session(7, 70, 80, true);
        auto lac = j.lac.add_session(8, 80, 70, false);
        PppChannel at_lns(j.hosts.here, lns.socket.get()), at_lac(j.hosts.there, lac.socket.get());
        for (int i = 0; i < 3; ++i) at_lac.send(frame(1));  // the user sends three and gets one
        at_lns.send(frame(2));
        REQUIRE(at_lns.receive_numbers(3).size() == 3);
        REQUIRE(at_lac.receive_numbers(1).size() == 1);
        for (auto* end : {&j.lns, &j.lac}) {
            auto stats = end->plane->statistics(end == &j.lns ? lns.key : lac.key);
            REQUIRE(stats);
            CHECK(stats->packets_in == 3);
            CHECK(stats->packets_out == 1);
            CHECK(stats->bytes_in == 3 * stats->bytes_out);
            CHECK(stats->errors_in + stats->errors_out == 0);
        }
        CHECK_FALSE(j.lns.plane->statistics({{7}, {71}}));
    }
}

TEST_CASE("Frames that come before anybody reads the channel are kept", "[lab][dataplane]") {
    for (std::string plane : {"netlink", "pppox"}) {
        INFO(plane);
        Joined j(plane, false);
        auto lns = j.lns.add_session(7, 70, 80, true);  // as it is when ICRP goes out: no pppd yet
        auto lac = j.lac.add_session(8, 80, 70, false);
        PppChannel at_lac(j.hosts.there, lac.socket.get());
        for (auto number : numbers(1, 5)) at_lac.send(frame(number));
        PppChannel at_lns(j.hosts.here, lns.socket.get());
        CHECK(at_lns.receive_numbers(5) == numbers(1, 5));
    }
}

TEST_CASE("A session that is destroyed is gone, its tunnel lives on", "[lab][dataplane]") {
    for (std::string plane : {"netlink", "pppox"}) {
        INFO(plane);
        Joined j(plane, false);
        auto lns = j.lns.add_session(7, 70, 80, true);
        Namespace::Inside inside(j.hosts.here);
        CHECK(j.lns.plane->statistics(lns.key));
        j.lns.plane->forget_session(lns.key).reset();
        lns.socket.reset();
        CHECK_FALSE(j.lns.plane->statistics(lns.key));
        CHECK_FALSE(j.lns.plane->statistics(lns.key));
        CHECK(j.lns.add_session(7, 70, 81, true).socket.get() >= 0);  // the number can be used again
    }
}

namespace {

/// What the LNS's data plane told of its losses.
struct Losses {
    explicit Losses(L2tpEnd& end) : end_(end) {
        Namespace::Inside inside(end.where);
        const auto watched = end.plane->watch_losses(end.loop, {.tunnel = [this](l2tp::TunnelId id) { note({id, {}}); },
                                                                .session = [this](l2tp::SessionKey key) { note(key); }});
        REQUIRE(watched);
    }
    void note(l2tp::SessionKey key) {
        told.push_back(key);
    }
    bool wait_for(std::size_t count) {
        return end_.runner.until([&] { return told.size() >= count; });
    }
    std::vector<l2tp::SessionKey> told;

  private:
    L2tpEnd& end_;
};

}  // namespace

TEST_CASE("A session or tunnel that somebody else deletes is told, once", "[lab][dataplane]") {
    Joined j("netlink", false);
    auto kept = j.lns.add_session(7, 70, 80, true), deleted = j.lns.add_session(7, 71, 81, true);
    auto elsewhere = j.lac.add_session(8, 80, 70, false);
    Losses at_lns(j.lns), at_lac(j.lac);
    run("ip -n here l2tp del session tunnel_id 7 session_id 71");
    REQUIRE(at_lns.wait_for(1));
    CHECK(at_lns.told == std::vector{deleted.key});
    CHECK(j.lns.plane->statistics(kept.key));
    run("ip -n here l2tp del tunnel tunnel_id 7");
    REQUIRE(at_lns.wait_for(2));
    CHECK(at_lns.told.back() == l2tp::SessionKey{{7}, {}});
    CHECK(at_lac.told.empty());
}

TEST_CASE("What we delete ourselves, and what is deleted in other namespaces, is no loss", "[lab][dataplane]") {
    Joined j("netlink", false);
    auto ours = j.lns.add_session(7, 70, 80, true), alive = j.lns.add_session(7, 71, 81, true);
    Losses losses(j.lns);
    // The same numbers in another namespace: the kernel tells everybody.
    run("ip netns add third && ip -n third link set lo up && ip -n third l2tp add tunnel tunnel_id 7 peer_tunnel_id 8 "
        "encap udp local 127.0.0.1 remote 127.0.0.1 udp_sport 5000 udp_dport 5001 && "
        "ip -n third l2tp add session name l2 tunnel_id 7 session_id 71 peer_session_id 81 && "
        "ip -n third l2tp del session tunnel_id 7 session_id 71 && ip -n third l2tp del tunnel tunnel_id 7 && "
        "ip netns del third");
    {
        Namespace::Inside inside(j.lns.where);
        j.lns.plane->forget_session(ours.key).reset();
        ours.socket.reset();
    }
    // What is told last has been looked at last.
    run("ip -n here l2tp del session tunnel_id 7 session_id 71");
    REQUIRE(losses.wait_for(1));
    CHECK(losses.told == std::vector{alive.key});
}

TEST_CASE("The end of a tunnel frees its id and ends its sessions", "[lab][dataplane]") {
    for (std::string plane : {"netlink", "pppox"}) {
        INFO(plane);
        Joined j(plane, false);
        auto lns = j.lns.add_session(7, 70, 80, true);
        {
            Namespace::Inside inside(j.hosts.here);
            CHECK_FALSE(j.lns.plane->tunnel_id_free({7}));
            CHECK(j.lns.plane->tunnel_id_free({9}));
        }
        j.lns.remove_tunnel(7);
        CHECK(becomes_free(j.lns, 7));
        Namespace::Inside inside(j.hosts.here);
        CHECK_FALSE(j.lns.plane->statistics(lns.key));
    }
}

TEST_CASE("An id that another program holds is not free", "[lab][dataplane]") {
    TwoHosts hosts;
    run("ip -n here l2tp add tunnel tunnel_id 77 peer_tunnel_id 78 encap udp local 192.0.2.1 remote 192.0.2.2 "
        "udp_sport 5000 udp_dport 5000");
    l2tp::Path path{address("192.0.2.1", 1701), address("192.0.2.2", 1701)};
    L2tpEnd netlink(hosts.here, "netlink");
    {
        Namespace::Inside inside(hosts.here);
        CHECK_FALSE(netlink.plane->tunnel_id_free({77}));
        CHECK(netlink.plane->tunnel_id_free({78}));
    }
    CHECK_THROWS_WITH(netlink.add_tunnel(77, 1, path), "create kernel tunnel 77: File exists");
    netlink.sockets.remove_tunnel_socket({77});
    L2tpEnd pppox(hosts.here, "pppox");  // this tunnel is an L2TPv3 one, which the PPPoX way can not see
    CHECK_THROWS_WITH(pppox.add_tunnel(77, 1, path), "create kernel tunnel 77: File exists");
}

TEST_CASE("Each data plane sees the tunnels of the other", "[lab][dataplane]") {
    Joined j("pppox", false);
    Namespace::Inside inside(j.hosts.here);
    auto netlink = make_data_plane("netlink");
    REQUIRE(netlink);
    CHECK_FALSE((*netlink)->tunnel_id_free({7}));
}

TEST_CASE("An error names the step and the session", "[lab][dataplane]") {
    Joined netlink("netlink", false);
    auto failed = netlink.lns.try_session(9, 70, 80, true);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code.value() == ENODEV);
    CHECK(failed.error().text == "session 9/70: create the kernel session: No such device");
    auto first = netlink.lns.try_session(7, 70, 80, true);
    REQUIRE(first);
    auto again = netlink.lns.try_session(7, 70, 81, true);
    REQUIRE_FALSE(again);
    CHECK(again.error().text == "session 7/70: create the kernel session: File exists");
    CHECK(netlink.lns.plane->statistics(first->key));  // the failure has not taken the first one along
}

TEST_CASE("An error of the PPPoX data plane names the step and the session", "[lab][dataplane]") {
    Joined j("pppox", false);
    auto failed = j.lns.try_session(9, 70, 80, true);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == std::errc::no_such_device);  // the sign that a tunnel vanished, as with netlink
    CHECK(failed.error().text == "session 9/70: connect the PPPoL2TP socket: No such device");
}

TEST_CASE("Data plane \"kernel\" is netlink where there is netlink", "[lab][dataplane]") {
    auto plane = make_data_plane("kernel");
    REQUIRE(plane);
    CHECK(std::string((*plane)->name()) == "netlink");
}
