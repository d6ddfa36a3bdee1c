// Stands in for a pppd with vpdn.so in benchmarks: as many milliseconds of CPU as a real one takes for its start, then the plugin's
// greeting, IP as soon as the call is given to it, and nothing more.
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "ipc/plugin_codec.h"
#include "ipc/plugin_messages.h"

namespace {

using Message = ipc::PluginMessage;
using Tag = ipc::PluginTag;

constexpr int kConversation = 3;
constexpr long kStart = 5'000'000;  // nanoseconds of CPU

void say(const ipc::PluginMessageWriter& message) {
    const auto packet = message.packet();
    ::send(kConversation, packet.data(), packet.size(), 0);
}

void say_hello() {
    std::array<std::uint8_t, 64> buffer;
    ipc::PluginMessageWriter hello(buffer, Message::kHello);
    hello.put_u32(Tag::kProtocolVersion, ipc::kPluginProtocolVersion);
    hello.put_u32(Tag::kPid, static_cast<std::uint32_t>(::getpid()));
    hello.put_u8(Tag::kMode, static_cast<std::uint8_t>(ipc::PluginMode::kLns));
    say(hello);
}

void say_ip_up() {
    std::array<std::uint8_t, 64> buffer;
    ipc::PluginMessageWriter up(buffer, Message::kIpUp);
    up.put_text(Tag::kInterface, "ppp0");
    say(up);
}

void work() {
    timespec used{};
    do ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec == 0 && used.tv_nsec < kStart);
}

}  // namespace

int main() {
    static std::array<std::uint8_t, ipc::kMaxPluginMessage> message;
    work();
    say_hello();
    pollfd conversation{kConversation, POLLIN, 0};
    while (::poll(&conversation, 1, -1) > 0) {
        const auto length = ::recv(kConversation, message.data(), message.size(), 0);
        if (length <= 0) return 0;
        if (length >= 2 && (message[0] << 8 | message[1]) == static_cast<int>(Message::kConnect)) say_ip_up();
    }
    return 1;
}
