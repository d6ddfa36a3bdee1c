// A client of a Unix socket, for unit tests.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <string>

#include "os/unique_fd.h"
#include "support/catch.h"

namespace test {

/// `type`: SOCK_STREAM or SOCK_SEQPACKET. Not blocking. Empty: nobody listens there, see errno.
inline vpdnd::UniqueFd connect_to(const std::string& path, int type) {
    vpdnd::UniqueFd fd(::socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    std::ranges::copy(path, address.sun_path);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fd.reset();
    return fd;
}

/// Has the other end closed it?
inline bool ended(const vpdnd::UniqueFd& fd) {
    char octet = 0;
    return ::recv(fd.get(), &octet, 1, MSG_DONTWAIT) == 0;
}

}  // namespace test
