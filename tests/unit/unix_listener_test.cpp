#include "os/unix_listener.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <vector>

#include "support/catch.h"
#include "support/run_loop.h"
#include "support/temporary_directory.h"
#include "support/unix_client.h"

using namespace vpdnd;
using test::connect_to;
using test::ended;
using Type = UnixListener::Type;

namespace {

struct Place {
    UnixListener::Handlers taking() {
        return {.accepted = [this](UniqueFd fd) { accepted.push_back(std::move(fd)); },
                .refused = [this](pid_t, uid_t uid) { refused.push_back(uid); }};
    }
    UnixListener::Opened open(const UnixListener::Access& access = {}, Type type = Type::kStream) {
        return UnixListener::open(loop, path, type, access, taking());
    }
    bool exists() const {
        struct stat file {};
        return ::lstat(path.c_str(), &file) == 0;
    }
    bool accepts(std::size_t count) {
        return test::run_until(loop, [&] { return accepted.size() == count; });
    }

    test::TemporaryDirectory directory;
    const std::string path = directory.path("listening.sock");
    EventLoop loop;
    std::vector<UniqueFd> accepted;
    std::vector<uid_t> refused;
};

}  // namespace

TEST_CASE("A Unix listener hands out who connects, and has the mode that was asked for", "[os]") {
    Place place;
    const auto type = GENERATE(Type::kStream, Type::kSeqpacket);
    const auto listener = place.open({.mode = 0640}, type);
    REQUIRE(listener);
    struct stat file {};
    REQUIRE(::stat(place.path.c_str(), &file) == 0);
    CHECK((file.st_mode & 0777) == 0640);
    const auto client = connect_to(place.path, type == Type::kStream ? SOCK_STREAM : SOCK_SEQPACKET);
    REQUIRE(client);
    REQUIRE(place.accepts(1));
    CHECK(::send(place.accepted[0].get(), "x", 1, MSG_NOSIGNAL) == 1);
    char octet = 0;
    CHECK(::recv(client.get(), &octet, 1, 0) == 1);
    CHECK((::fcntl(place.accepted[0].get(), F_GETFL) & O_NONBLOCK) != 0);
}

TEST_CASE("Who runs as another user than the one who may connect is closed and told", "[os]") {
    Place place;
    const auto listener = place.open({.only_user = ::geteuid()});
    const auto mine = connect_to(place.path, SOCK_STREAM);
    REQUIRE(place.accepts(1));
    CHECK(place.refused.empty());

    Place others;
    const auto closed = others.open({.only_user = ::geteuid() + 1});
    const auto stranger = connect_to(others.path, SOCK_STREAM);
    REQUIRE(test::run_until(others.loop, [&] { return ended(stranger); }));
    CHECK(others.refused == std::vector{::geteuid()});
    CHECK(others.accepted.empty());
}

TEST_CASE("Where there is no room who connects waits in the queue until there is", "[os]") {
    Place place;
    int room = 1;
    bool asked_in_vain = false;
    auto handlers = place.taking();
    handlers.room = [&] { return !(asked_in_vain = room-- <= 0); };
    const auto listener = UnixListener::open(place.loop, place.path, Type::kStream, {}, std::move(handlers));
    REQUIRE(listener);
    const auto first = connect_to(place.path, SOCK_STREAM), second = connect_to(place.path, SOCK_STREAM);
    REQUIRE(test::run_until(place.loop, [&] { return asked_in_vain; }));
    CHECK(place.accepted.size() == 1);
    room = 1;
    (*listener)->more_room();
    CHECK(place.accepts(2));
}

TEST_CASE("A socket that nobody answers is replaced; what is somebody's stays and is an error", "[os]") {
    Place place;
    SECTION("a daemon that let go, or was killed") {
        place.open()->reset();
        REQUIRE(place.exists());
        CHECK_FALSE(connect_to(place.path, SOCK_STREAM));
        CHECK(place.open());
    }
    SECTION("another daemon") {
        const auto first = place.open();
        const auto second = place.open();
        REQUIRE_FALSE(second);
        CHECK(second.error() == place.path + ": another vpdnd answers there; stop it first");
        CHECK(connect_to(place.path, SOCK_STREAM));
    }
    SECTION("a socket of another type") {
        const auto first = place.open({}, Type::kSeqpacket);
        const auto second = place.open();
        REQUIRE_FALSE(second);
        CHECK(second.error() == place.path + ": Protocol wrong type for socket");
    }
    SECTION("a file") {
        std::ofstream(place.path) << "text";
        const auto opened = place.open();
        REQUIRE_FALSE(opened);
        CHECK(opened.error() == place.path + ": there is a file of that name that is no socket; remove it");
        CHECK(place.exists());
    }
}

TEST_CASE("A path that no Unix socket can have is an error", "[os]") {
    Place place;
    const std::string longer = place.directory.path(std::string(200, 'x'));
    const auto opened = UnixListener::open(place.loop, longer, Type::kStream, {}, place.taking());
    REQUIRE_FALSE(opened);
    CHECK(opened.error() == longer + ": the path must have 1 to 107 octets");
    const auto nowhere = UnixListener::open(place.loop, place.directory.path("no/such.sock"), Type::kStream, {}, place.taking());
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().ends_with("No such file or directory"));
}

TEST_CASE("Closing removes the file; letting go leaves it to who adopts the socket, with those who wait", "[os]") {
    Place place;
    auto listener = place.open().value();
    SECTION("closed") {
        listener->close();
        CHECK_FALSE(place.exists());
        listener->close();  // harmless
        listener->more_room();
    }
    SECTION("let go") {
        auto fd = listener->duplicate();
        listener.reset();
        const auto client = connect_to(place.path, SOCK_STREAM);
        REQUIRE(client);
        const auto next = UnixListener::adopt(place.loop, std::move(fd), place.path, {}, place.taking());
        CHECK(place.accepts(1));
        next->close();
        CHECK_FALSE(place.exists());
    }
}
