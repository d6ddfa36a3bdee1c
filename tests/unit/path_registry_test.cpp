#include "net/path_registry.h"

#include "support/catch.h"

using namespace vpdnd;
using namespace std::chrono_literals;

namespace {

constexpr l2tp::Time kNow{1000h};

l2tp::Address at(std::uint8_t host, std::uint16_t port) {
    l2tp::Address out;
    out.ip.bytes = {192, 0, 2, host};
    out.port = port;
    return out;
}

const l2tp::Path kPath{at(1, 1701), at(2, 1701)};

struct Registry : PathRegistry {
    explicit Registry(EqualFourTuples equal = EqualFourTuples::kLoseData) : PathRegistry(equal) {}
    /// As for a tunnel that got a port of its own.
    void give_out_port(const l2tp::Path& path, bool any_port) {
        add_port(path.local, any_port);
        give_out(path, kNow);
    }
};

}  // namespace

TEST_CASE("A path is taken from when it is given out until it is released as often", "[paths]") {
    Registry paths;
    CHECK_FALSE(paths.taken(kPath, kNow));
    paths.give_out(kPath, kNow);
    paths.give_out(kPath, kNow);
    CHECK(paths.release(kPath, 1min, kNow));
    CHECK(paths.taken(kPath, kNow));
    CHECK(paths.release(kPath, 1min, kNow));
    CHECK_FALSE(paths.taken(kPath, kNow));
    CHECK_FALSE(paths.release(kPath, 1min, kNow));
}

TEST_CASE("A path given out for a peer's request is free until its tunnel is established", "[paths]") {
    Registry paths;
    paths.give_out(kPath, kNow, PathRegistry::For::kPeersRequest);
    CHECK_FALSE(paths.taken(kPath, kNow));
    paths.give_out(kPath, kNow);  // a tunnel of ours
    CHECK(paths.taken(kPath, kNow));
    paths.release(kPath, {}, kNow);
    paths.release(kPath, {}, kNow);
    CHECK_FALSE(paths.taken(kPath, kNow));
    CHECK(paths.holds().empty());
    paths.give_out(kPath, kNow, PathRegistry::For::kPeersRequest);
    paths.connected(kPath);
    CHECK(paths.taken(kPath, kNow));
    paths.disconnected(kPath);
    CHECK_FALSE(paths.taken(kPath, kNow));
}

TEST_CASE("A tunnel's socket holds its path, whoever has released it", "[paths]") {
    Registry paths;
    paths.give_out(kPath, kNow);
    paths.connected(kPath);
    CHECK_FALSE(paths.may_connect(kPath));
    paths.release(kPath, {}, kNow);
    CHECK(paths.taken(kPath, kNow + 24h));
    paths.disconnected(kPath);
    CHECK(paths.may_connect(kPath));
    CHECK_FALSE(paths.taken(kPath, kNow));
    paths.disconnected(kPath);  // harmless
    CHECK(paths.holds().empty());
}

TEST_CASE("Where equal four-tuples work none is taken, and any tunnel may connect", "[paths]") {
    Registry paths(EqualFourTuples::kWork);
    paths.give_out(kPath, kNow);
    paths.connected(kPath);
    CHECK_FALSE(paths.taken(kPath, kNow));
    CHECK(paths.may_connect(kPath));
}

TEST_CASE("A path that nobody released or connected is taken back after five minutes, with its port", "[paths]") {
    Registry paths;
    const l2tp::Path connected{at(1, 1701), at(3, 1701)};
    paths.give_out(connected, kNow);
    paths.connected(connected);
    paths.give_out_port(kPath, false);
    CHECK(paths.taken(kPath, kNow + 299s));
    CHECK_FALSE(paths.next_end());
    CHECK_FALSE(paths.taken(kPath, kNow + 300s));
    CHECK(paths.end_ports(kNow + 300s) == std::vector{kPath.local});
    CHECK(paths.taken(connected, kNow + 300s));
}

TEST_CASE("A path given out again is not forgotten by the first time", "[paths]") {
    Registry paths;
    paths.give_out(kPath, kNow);
    paths.give_out(kPath, kNow + 200s);
    CHECK(paths.taken(kPath, kNow + 400s));
}

TEST_CASE("An answer from another port of the peer moves the path that was given out", "[paths][rfc2661][8.1]") {
    Registry paths;
    paths.give_out(kPath, kNow);
    const l2tp::Path moved{kPath.local, at(2, 4711)};
    paths.connected(moved);
    CHECK_FALSE(paths.taken(kPath, kNow));
    CHECK(paths.taken(moved, kNow));
    paths.disconnected(moved);
    CHECK(paths.release(moved, {}, kNow));
    CHECK(paths.holds().empty());
}

TEST_CASE("A path that is released under the port that answered was given out under the one called", "[paths]") {
    Registry paths;
    const l2tp::Path stranger{kPath.local, at(9, 1701)}, connected{kPath.local, at(2, 1)};
    paths.give_out(stranger, kNow);
    paths.give_out(connected, kNow);
    paths.connected(connected);
    paths.give_out(kPath, kNow);
    CHECK(paths.release({kPath.local, at(2, 4711)}, {}, kNow));
    CHECK_FALSE(paths.taken(kPath, kNow));
    CHECK(paths.taken(stranger, kNow));
    CHECK(paths.taken(connected, kNow));
}

TEST_CASE("A port that the kernel chose serves every peer once", "[paths]") {
    Registry paths;
    const auto chosen = at(1, 40000);
    const auto port_for = [&](const l2tp::Address& remote) { return paths.port_to_use_again({at(1, 0), remote}); };
    CHECK(port_for(at(2, 1701)) == 0);
    paths.give_out_port({chosen, at(2, 1701)}, true);
    paths.give_out_port({at(1, 5000), at(3, 1701)}, false);  // asked for: not for others
    CHECK(port_for(at(2, 1701)) == 0);
    CHECK(port_for(at(4, 1701)) == 40000);
    CHECK(paths.port_to_use_again({at(7, 0), at(4, 1701)}) == 0);  // another address of ours
    paths.release({chosen, at(2, 1701)}, 1min, kNow);
    CHECK(port_for(at(2, 1701)) == 40000);  // while it lingers
}

TEST_CASE("A port ends when no tunnel uses it and all that are over need it no longer", "[paths][rfc2661][5.7]") {
    Registry paths;
    const l2tp::Path other{kPath.local, at(3, 1701)};
    paths.give_out_port(kPath, false);
    paths.give_out(other, kNow);
    paths.release(kPath, 60s, kNow);
    CHECK_FALSE(paths.next_end());
    paths.release(other, 1s, kNow);
    CHECK(paths.next_end() == kNow + 60s);
    CHECK(paths.end_ports(kNow + 59s).empty());
    SECTION("then it is told once") {
        CHECK(paths.end_ports(kNow + 60s) == std::vector{kPath.local});
        CHECK(paths.end_ports(kNow + 60s).empty());
        CHECK(paths.ports().empty());
    }
    SECTION("unless it is used again") {
        paths.give_out(kPath, kNow + 59s);
        CHECK_FALSE(paths.next_end());
        CHECK(paths.end_ports(kNow + 60s).empty());
    }
}

TEST_CASE("What is saved and adopted goes on as before", "[paths]") {
    Registry before, after;
    const l2tp::Path lingering{at(1, 40000), at(3, 1701)};
    before.give_out(kPath, kNow);
    before.connected(kPath);
    before.give_out_port(lingering, true);
    before.release(lingering, 60s, kNow);
    after.adopt(before.save());
    CHECK_FALSE(after.may_connect(kPath));
    CHECK(after.port_to_use_again({at(1, 0), at(4, 1701)}) == 40000);
    CHECK(after.next_end() == kNow + 60s);
    after.disconnected(kPath);
    CHECK(after.release(kPath, {}, kNow));
    CHECK(after.holds().empty());
}
