// The counters of many kernel sessions: in one request, read piece by piece, the same as asked for one by one.
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "labtest/l2tp_end.h"
#include "support/catch.h"
#include "control/traffic_reader.h"

using namespace labtest;
using namespace vpdnd;
using test::address;

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point began) {
    return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

/// VPDN_SESSIONS asks for another number, to see how it grows.
std::uint16_t number_of_sessions() {
    const char* wanted = std::getenv("VPDN_SESSIONS");
    return wanted ? static_cast<std::uint16_t>(std::atoi(wanted)) : 400;
}

struct Reading {
    StatisticsTable table;
    int pieces = 0;
    double all = 0, longest = 0;  ///< milliseconds
};

Reading read_all(DataPlane& plane) {
    Reading out;
    const auto began = Clock::now();
    const auto reading = plane.read_all_statistics();
    REQUIRE(reading);
    for (bool more = true; more; ++out.pieces) {
        pollfd ready{reading->fd(), POLLIN, 0};
        REQUIRE(::poll(&ready, 1, 60000) == 1);
        const auto piece = Clock::now();
        more = reading->read_piece(out.table);
        out.longest = std::max(out.longest, milliseconds_since(piece));
    }
    out.all = milliseconds_since(began);
    return out;
}

/// A tunnel with sessions at the LNS, of which three have had traffic, and another program's tunnel.
struct ManySessions {
    ManySessions() {
        const rlimit files{65536, 65536};
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &files) == 0);
        lns.listen(path.local);
        lac.listen(path.remote);
        lns.add_tunnel(7, 8, path);
        lac.add_tunnel(8, 7, {path.remote, path.local});
        run("ip -n here l2tp add tunnel tunnel_id 99 peer_tunnel_id 98 encap udp local 192.0.2.1 remote 192.0.2.2 udp_sport 5000 "
            "udp_dport 5000");
        run("ip -n here l2tp add session tunnel_id 99 session_id 1 peer_session_id 2");
        for (std::uint16_t id = 1; id <= count; ++id) sessions.push_back(lns.add_session(7, id, id, true));
        for (const std::uint16_t id : {std::uint16_t{1}, static_cast<std::uint16_t>(count / 2), count}) {
            const auto user = lac.add_session(8, id, id, false);
            PppChannel at_lac(hosts.there, user.socket.get()), at_lns(hosts.here, sessions[id - 1u].socket.get());
            for (int i = 0; i < id % 7 + 1; ++i) at_lac.send(frame(1));
            REQUIRE(at_lns.receive_numbers(id % 7 + 1u).size() == id % 7 + 1u);
        }
    }
    const std::uint16_t count = number_of_sessions();
    TwoHosts hosts;
    const l2tp::Path path{address("192.0.2.1", 1701), address("192.0.2.2", 1701)};
    L2tpEnd lns{hosts.here, "netlink"}, lac{hosts.there, "netlink"};
    std::vector<Session> sessions;
};

}  // namespace

TEST_CASE_METHOD(ManySessions, "The counters of several hundred sessions come with one request, in pieces", "[lab][dataplane]") {
    Namespace::Inside inside(hosts.here);
    const auto reading = read_all(*lns.plane);
    CHECK(reading.table.size() == count);
    CHECK(reading.pieces > 2);
    std::size_t read_by_loop = 0;
    TrafficReader reader(lns.loop, *lns.plane, [&] {
        std::vector<l2tp::SessionKey> keys;
        for (const auto& session : sessions) keys.push_back(session.key);
        return keys;
    });
    reader.read([&](const StatisticsTable& table) {
        read_by_loop = table.size();
    });
    CHECK(lns.runner.until([&] { return read_by_loop == count; }));
    const auto began = Clock::now();
    std::size_t wrong = 0, with_traffic = 0;
    for (const auto& session : sessions) {
        const auto single = lns.plane->statistics(session.key);
        const auto found = reading.table.find(session.key);
        const bool same = single && found != reading.table.end() && found->second.packets_in == single->packets_in &&
                          found->second.bytes_in == single->bytes_in && found->second.packets_out == single->packets_out;
        wrong += !same;
        with_traffic += single && single->packets_in > 0;
    }
    CHECK(wrong == 0);
    CHECK(with_traffic == 3);
    std::cout << count << " sessions: one request " << reading.all << " ms in " << reading.pieces << " pieces, the longest "
              << reading.longest << " ms; one by one " << milliseconds_since(began) << " ms\n";
}

TEST_CASE("Counters that cannot be read at once are read one by one", "[lab][dataplane]") {
    TwoHosts hosts;
    L2tpEnd lns(hosts.here, "pppox");
    CHECK_FALSE(lns.plane->read_all_statistics());
}
