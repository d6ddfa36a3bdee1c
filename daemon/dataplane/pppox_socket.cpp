#include "dataplane/pppox_socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/if_pppox.h>

#include <cerrno>
#include <cstring>

#include "dataplane/dataplane_error.h"
#include "net/socket_address.h"

namespace vpdnd {
namespace {

constexpr int kSolPppol2tp = 273;  // SOL_PPPOL2TP is not in the C library's headers

/// The kernel tells the four variants of this structure apart by their size.
template <class Sockaddr>
Sockaddr pppox_name(const PppoxIds& ids, int udp_fd) {
    Sockaddr name{};
    name.sa_family = AF_PPPOX;
    name.sa_protocol = PX_PROTO_OL2TP;
    name.pppol2tp.fd = udp_fd;
    name.pppol2tp.s_tunnel = ids.tunnel.value;
    name.pppol2tp.s_session = ids.session.value;
    name.pppol2tp.d_tunnel = ids.peer_tunnel.value;
    name.pppol2tp.d_session = ids.peer_session.value;
    return name;
}

template <class Sockaddr>
int connect_to(int fd, const Sockaddr& name) {
    sockaddr_storage aligned{};  // the kernel's structure is packed
    static_assert(sizeof name <= sizeof aligned);
    std::memcpy(&aligned, &name, sizeof name);
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&aligned), sizeof name);
}

struct Option {
    int name;
    int value;
    const char* text;
};

DataPlaneResult<void> set(int fd, const Option& option, const std::string& what) {
    if (::setsockopt(fd, kSolPppol2tp, option.name, &option.value, sizeof option.value) == 0) return {};
    return dataplane_error(what + ": set " + option.text, errno);
}

}  // namespace

DataPlaneResult<UniqueFd> open_pppox(const std::string& what) {
    UniqueFd fd(::socket(AF_PPPOX, SOCK_DGRAM | SOCK_CLOEXEC, PX_PROTO_OL2TP));
    if (!fd) return dataplane_error(what + ": open a PPPoL2TP socket", errno);
    return fd;
}

DataPlaneResult<void> connect_pppox(int fd, const PppoxIds& ids, const l2tp::Path& path, int udp_fd, const std::string& what) {
    int result = 0;
    if (path.remote.ip.v6) {
        auto name = pppox_name<sockaddr_pppol2tpin6>(ids, udp_fd);
        name.pppol2tp.addr = to_sockaddr_in6(path.remote);
        result = connect_to(fd, name);
    } else {
        auto name = pppox_name<sockaddr_pppol2tp>(ids, udp_fd);
        name.pppol2tp.addr = to_sockaddr_in(path.remote);
        result = connect_to(fd, name);
    }
    // ENOENT: the kernel has no such tunnel. Netlink says ENODEV then.
    if (result < 0) return dataplane_error(what + ": connect the PPPoL2TP socket", errno == ENOENT ? ENODEV : errno);
    return {};
}

DataPlaneResult<void> set_pppox_options(int fd, const SessionSpec& spec, const std::string& what) {
    if (auto done = set(fd, {PPPOL2TP_SO_LNSMODE, spec.lns_mode ? 1 : 0, "LNS mode"}, what); !done) return done;
    const Option reorder{PPPOL2TP_SO_REORDERTO, static_cast<int>(spec.reorder_timeout_ms), "reorder timeout"};
    if (auto done = set(fd, reorder, what); !done) return done;
    return spec.sequencing ? set_pppox_sequencing(fd, what) : DataPlaneResult<void>{};
}

DataPlaneResult<void> set_pppox_sequencing(int fd, const std::string& what) {
    const Option options[] = {
        {PPPOL2TP_SO_SENDSEQ, 1, "sequence numbers when sending"},
        {PPPOL2TP_SO_RECVSEQ, 1, "sequence numbers when receiving"},
    };
    for (const auto& option : options)
        if (auto done = set(fd, option, what); !done) return done;
    return {};
}

std::optional<pppol2tp_ioc_stats> pppox_statistics(int fd) {
    pppol2tp_ioc_stats stats{};
    if (::ioctl(fd, PPPIOCGL2TPSTATS, &stats) < 0) return std::nullopt;
    return stats;
}

DataPlaneResult<void> probe_pppox() {
    if (auto socket = open_pppox(""); !socket)
        return dataplane_error("no PPP over L2TP in this kernel; load the module l2tp_ppp (CONFIG_PPPOL2TP)", socket.error().code.value());
    UniqueFd ppp(::open("/dev/ppp", O_RDWR | O_CLOEXEC));
    if (!ppp)
        return dataplane_error("open /dev/ppp; load the module ppp_generic, and run as root", errno);
    return {};
}

}  // namespace vpdnd
