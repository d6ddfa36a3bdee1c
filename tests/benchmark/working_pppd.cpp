// Stands in for a pppd with vpdn.so in benchmarks: as many milliseconds of CPU as a real one takes for its start, then the plugin's
// greeting, IP as soon as the call is given to it, and nothing more.
#include <poll.h>
#include <time.h>

#include "benchmark/stand_in.h"

namespace {

constexpr long kStart = 5'000'000;  // nanoseconds of CPU

void work() {
    timespec used{};
    do ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec == 0 && used.tv_nsec < kStart);
}

void say_ip_up() {
    std::array<std::uint8_t, 64> buffer;
    ipc::PluginMessageWriter up(buffer, ipc::PluginMessage::kIpUp);
    up.put_text(ipc::PluginTag::kInterface, "ppp0");
    stand_in::say(up);
}

}  // namespace

int main() {
    static std::array<std::uint8_t, ipc::kMaxPluginMessage> packet;
    work();
    stand_in::say_hello();
    pollfd conversation{stand_in::kConversation, POLLIN, 0};
    while (::poll(&conversation, 1, -1) > 0) {
        const auto size = ::recv(stand_in::kConversation, packet.data(), packet.size(), 0);
        if (size <= 0) return 0;
        if (stand_in::is(packet.data(), size, ipc::PluginMessage::kConnect)) say_ip_up();
    }
    return 1;
}
