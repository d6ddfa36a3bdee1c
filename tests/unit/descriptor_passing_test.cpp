#include "os/descriptor_passing.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "support/catch.h"

using namespace vpdnd;

namespace {

struct Pair {
    Pair() {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
        a.reset(ends[0]);
        b.reset(ends[1]);
    }
    UniqueFd a, b;
};

constexpr std::array<std::uint8_t, 3> kPacket{1, 2, 3};

bool same_file(int one, int other) {
    struct stat first {}, second {};
    REQUIRE(::fstat(one, &first) == 0);
    REQUIRE(::fstat(other, &second) == 0);
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace

TEST_CASE("A packet arrives with the descriptors that were sent beside it", "[os]") {
    const Pair pair, passed;
    const std::array fds{passed.a.get(), passed.b.get()};
    std::array<std::uint8_t, 8> buffer{};
    CHECK(send_packet(pair.a.get(), kPacket, fds) == 3);
    const auto received = receive_packet(pair.b.get(), buffer);
    CHECK(received.size == 3);
    CHECK(std::equal(kPacket.begin(), kPacket.end(), buffer.begin()));
    CHECK_FALSE(received.cut_off);
    REQUIRE(received.count == 2);
    CHECK(same_file(received.descriptors[0].get(), fds[0]));
    CHECK(same_file(received.descriptors[1].get(), fds[1]));
    CHECK((::fcntl(received.descriptors[0].get(), F_GETFD) & FD_CLOEXEC) != 0);
    CHECK(::fcntl(fds[0], F_GETFD) >= 0);  // still the sender's
}

TEST_CASE("A packet without descriptors has none, an empty socket and its end are told apart", "[os]") {
    Pair pair;
    std::array<std::uint8_t, 8> buffer{};
    auto received = receive_packet(pair.b.get(), buffer);
    CHECK(received.size == -1);
    CHECK(errno == EAGAIN);
    CHECK(send_packet(pair.a.get(), kPacket, {}) == 3);
    received = receive_packet(pair.b.get(), buffer);
    CHECK(received.size == 3);
    CHECK(received.count == 0);
    pair.a.reset();
    CHECK(receive_packet(pair.b.get(), buffer).size == 0);
    CHECK(send_packet(pair.b.get(), kPacket, {}) == -1);  // and no SIGPIPE
    CHECK(errno == EPIPE);
}

TEST_CASE("A packet that does not fit is told to be cut off", "[os]") {
    const Pair pair;
    std::array<std::uint8_t, 2> buffer{};
    CHECK(send_packet(pair.a.get(), kPacket, {}) == 3);
    const auto received = receive_packet(pair.b.get(), buffer);
    CHECK(received.size == 2);
    CHECK(received.cut_off);
}

TEST_CASE("Not more than four descriptors go with a packet", "[os]") {
    const Pair pair;
    const std::array five{0, 0, 0, 0, 0};
    CHECK(send_packet(pair.a.get(), kPacket, five) == -1);
    CHECK(errno == EINVAL);
    CHECK(send_packet(pair.a.get(), kPacket, std::span(five).first(4)) == 3);
    std::array<std::uint8_t, 8> buffer{};
    CHECK(receive_packet(pair.b.get(), buffer).count == 4);
}
