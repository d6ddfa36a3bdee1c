// The kernel cannot deliver its answers on a netlink socket: the receive buffer is full.
#include <dirent.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "dataplane/dataplane.h"
#include "labtest/l2tp_end.h"
#include "support/catch.h"

using namespace labtest;
using namespace vpdnd;
using test::address;

namespace {

bool is_generic_netlink(int fd) {
    int domain = 0, protocol = 0;
    socklen_t size = sizeof domain;
    return ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_NETLINK &&
           ::getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 && protocol == NETLINK_GENERIC;
}

/// Asks so much (of the family "nlctrl", which finds each question wrong) that the answers exceed the buffer.
void flood(int fd) {
    struct {
        nlmsghdr header;
        genlmsghdr command;
    } question{{sizeof question, GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK, 0xfffffff0, 0}, {CTRL_CMD_GETFAMILY, 1, 0}};
    for (int i = 0; i < 1000; ++i) REQUIRE(::send(fd, &question, sizeof question, 0) == sizeof question);
}

/// Every generic netlink socket of this process has lost answers, and is full of others. How many there are.
int flood_all() {
    int flooded = 0;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc/self/fd"), ::closedir);
    REQUIRE(directory);
    while (const auto* entry = ::readdir(directory.get())) {
        const int fd = std::atoi(entry->d_name);
        if (entry->d_name[0] == '.' || !is_generic_netlink(fd)) continue;
        flood(fd);
        ++flooded;
    }
    return flooded;
}

}  // namespace

TEST_CASE("No request fails when the kernel could not deliver answers", "[lab][dataplane]") {
    TwoHosts hosts;
    const l2tp::Path path{address("192.0.2.1", 1701), address("192.0.2.2", 1701)};
    L2tpEnd end(hosts.here, "netlink");
    end.listen(path.local);
    REQUIRE(flood_all() == 1);
    end.add_tunnel(7, 8, path);
    flood_all();
    const auto session = end.add_session(7, 70, 80, true);
    flood_all();
    CHECK(end.plane->statistics(session.key));
    flood_all();
    CHECK(end.plane->require_sequencing(session.key));
    flood_all();
    const auto unknown = end.try_session(9, 70, 80, true);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code.value() == ENODEV);
    flood_all();
    end.plane->forget_session(session.key).reset();
    CHECK_FALSE(end.plane->statistics(session.key));
    flood_all();
    CHECK_FALSE(end.plane->tunnel_id_free({7}));
}
