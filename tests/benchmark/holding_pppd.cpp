// Stands in for pppd and vpdn.so where no PPP is spoken: takes any arguments, holds the session's socket that it is given, and ends when
// it is told to hang up, by a signal or with the daemon.
#include <poll.h>

#include "benchmark/stand_in.h"

int main() {
    static std::array<std::uint8_t, ipc::kMaxPluginMessage> packet;
    union {
        char room[CMSG_SPACE(4 * sizeof(int))];
        cmsghdr aligned;
    } control{};
    if (!stand_in::say_hello()) return 1;
    while (true) {
        iovec part{packet.data(), packet.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        pollfd readable{stand_in::kConversation, POLLIN, 0};
        if (::poll(&readable, 1, -1) < 0) return 1;  // the descriptor does not wait by itself
        const auto size = ::recvmsg(stand_in::kConversation, &message, 0);  // what comes beside it stays open until we end
        if (size <= 0 || stand_in::is(packet.data(), size, ipc::PluginMessage::kHangUp)) return 0;
    }
}
