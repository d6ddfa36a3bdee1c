#include "net/packet_marks.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

namespace vpdnd {
namespace {

SocketResult<void> set_option(int fd, int level, int name, int value, const char* text) {
    if (::setsockopt(fd, level, name, &value, sizeof value) < 0) return socket_error(std::string("set ") + text);
    return {};
}

SocketResult<void> set_tos(int fd, bool v6, std::uint8_t tos) {
    if (v6) return set_option(fd, IPPROTO_IPV6, IPV6_TCLASS, tos, "IPV6_TCLASS");
    return set_option(fd, IPPROTO_IP, IP_TOS, tos, "IP_TOS");
}

}  // namespace

SocketResult<void> mark_socket(int fd, bool v6, const PacketMarks& marks) {
    if (marks.tos)
        if (auto done = set_tos(fd, v6, *marks.tos); !done) return done;
    if (!marks.dont_fragment) return {};
    // Not DO: with that, one ICMP message that names a small MTU, which anybody may send, would end the tunnel. A control
    // message that does not fit any more would be refused (EMSGSIZE), and each retransmission of it as well.
    if (v6) return set_option(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_WANT, "IPV6_MTU_DISCOVER");
    return set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_WANT, "IP_MTU_DISCOVER");
}

std::optional<unsigned> path_mtu_of(int fd, bool v6) {
    int mtu = 0;
    socklen_t size = sizeof mtu;
    const int failed = v6 ? ::getsockopt(fd, IPPROTO_IPV6, IPV6_MTU, &mtu, &size) : ::getsockopt(fd, IPPROTO_IP, IP_MTU, &mtu, &size);
    return failed != 0 || mtu <= 0 ? std::nullopt : std::optional(static_cast<unsigned>(mtu));
}

}  // namespace vpdnd
