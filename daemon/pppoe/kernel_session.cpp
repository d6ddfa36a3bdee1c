#include "pppoe/kernel_session.h"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/if_pppox.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "dataplane/dataplane_error.h"

namespace vpdnd::pppoe {

DataPlaneResult<UniqueFd> connect_session(SessionKey key, const MacAddress& host, UniqueFd& burnt) {
    const std::string what = "PPPoE session " + to_string(key);
    sockaddr_pppox name{};
    static_assert(sizeof name.sa_addr.pppoe.dev >= IF_NAMESIZE);
    if (!::if_indextoname(static_cast<unsigned>(key.interface), name.sa_addr.pppoe.dev))
        return dataplane_error(what + ": find its interface", errno);
    UniqueFd fd(::socket(AF_PPPOX, SOCK_STREAM | SOCK_CLOEXEC, PX_PROTO_OE));
    if (!fd) return dataplane_error(what + ": open a PPPoE socket", errno);
    name.sa_family = AF_PPPOX;
    name.sa_protocol = PX_PROTO_OE;
    name.sa_addr.pppoe.sid = htons(key.id);
    std::ranges::copy(host.octets, name.sa_addr.pppoe.remote);
    sockaddr_storage aligned{};  // the kernel's structure is packed
    static_assert(sizeof name <= sizeof aligned);
    std::memcpy(&aligned, &name, sizeof name);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&aligned), sizeof name) == 0) return fd;
    const int error = errno;
    if (error == EALREADY) burnt = std::move(fd);
    return dataplane_error(what + ": connect the PPPoE socket", error);
}

std::uint64_t interface_speed(const std::string& name) {
    constexpr std::uint64_t kMegabit = 1'000'000, kUnknown = 10 * kMegabit;
    std::int64_t megabits = 0;
    std::ifstream("/sys/class/net/" + name + "/speed") >> megabits;  // -1, or an error: it does not know
    return megabits > 0 ? static_cast<std::uint64_t>(megabits) * kMegabit : kUnknown;
}

}  // namespace vpdnd::pppoe
