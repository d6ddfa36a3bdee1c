// Stands in for a pppd with vpdn.so, waiting or not (plugin/waiting_call.h), in unit tests. The last argument but "vpdn-wait"
// names the options file; its first word says what it does: serve, unfit (says why not), old (its plugin does not know how),
// mute (ends before it has greeted), fragile (ends when it is asked for a call).
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "ipc/plugin_codec.h"
#include "os/descriptor_passing.h"
#include "pppd/command_line.h"

namespace {

using ipc::PluginMessage;
using Tag = ipc::PluginTag;

template <class Fill>
void send(int socket, PluginMessage type, Fill fill) {
    std::array<std::uint8_t, 256> buffer;
    ipc::PluginMessageWriter message(buffer, type);
    fill(message);
    ::send(socket, message.packet().data(), message.packet().size(), MSG_NOSIGNAL);
}

void hello(int socket, ipc::PluginMode mode) {
    send(socket, PluginMessage::kHello, [&](auto& message) {
        message.put_u32(Tag::kProtocolVersion, ipc::kPluginProtocolVersion);
        message.put_u32(Tag::kPid, static_cast<std::uint32_t>(::getpid()));
        message.put_u8(Tag::kMode, static_cast<std::uint8_t>(mode));
    });
}

/// Until the other end is closed.
int serve_call(int socket, const char* kind, int status) {
    std::puts(kind);
    std::fflush(stdout);
    hello(socket, ipc::PluginMode::kLns);
    char octet;
    while (::recv(socket, &octet, 1, 0) > 0) {
    }
    return status;
}

/// False: this is the call's process, or nobody asks any more.
bool serve_one(int& socket, bool fragile) {
    std::array<std::uint8_t, 1024> packet;
    pollfd readable{socket, POLLIN, 0};
    ::poll(&readable, 1, -1);
    auto received = vpdnd::receive_packet(socket, packet, 0);
    if (received.size <= 0) return false;
    ipc::PluginMessageReader message;
    const auto parsed = message.parse(std::span(packet).first(static_cast<std::size_t>(received.size)));
    if (parsed != ipc::PluginCodecError::kNone || message.type() != PluginMessage::kFork) return true;
    if (fragile) ::_exit(3);
    auto& [conversation, output, none, neither] = received.descriptors;
    const auto pid = static_cast<pid_t>(::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (pid == 0) {
        socket = conversation.release();
        ::dup2(output.get(), STDOUT_FILENO);
        return false;
    }
    send(socket, PluginMessage::kForked, [&](auto& answer) { answer.put_u32(Tag::kPid, static_cast<std::uint32_t>(pid)); });
    return true;
}

int wait_for_calls(const std::string& how) {
    int socket = vpdnd::kPluginDescriptor;
    if (how == "mute") {
        std::puts("no such option");
        return 2;
    }
    hello(socket, how == "old" ? ipc::PluginMode::kLns : ipc::PluginMode::kWaiting);
    if (how == "unfit") send(socket, PluginMessage::kFailed, [](auto& message) { message.put_text(Tag::kText, "it will not"); });
    if (how == "serve" || how == "fragile") send(socket, PluginMessage::kReady, [](auto&) {});
    while (serve_one(socket, how == "fragile")) {
    }
    return socket == vpdnd::kPluginDescriptor ? 0 : serve_call(socket, "forked", 5);
}

}  // namespace

int main(int argc, char** argv) {
    const bool waits = std::strcmp(argv[argc - 1], "vpdn-wait") == 0;
    std::string how;
    std::ifstream(argv[waits ? argc - 2 : argc - 1]) >> how;
    return waits ? wait_for_calls(how) : serve_call(vpdnd::kPluginDescriptor, "alone", 7);
}
