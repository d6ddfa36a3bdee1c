// What the stand-ins for a pppd with vpdn.so say, on the descriptor that such a pppd has.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "ipc/plugin_codec.h"
#include "ipc/plugin_messages.h"

namespace stand_in {

inline constexpr int kConversation = 3;

/// False: the daemon is gone.
inline bool say(const ipc::PluginMessageWriter& message) {
    const auto packet = message.packet();
    return ::send(kConversation, packet.data(), packet.size(), 0) >= 0;
}

inline bool say_hello() {
    std::array<std::uint8_t, 64> buffer;
    ipc::PluginMessageWriter hello(buffer, ipc::PluginMessage::kHello);
    hello.put_u32(ipc::PluginTag::kProtocolVersion, ipc::kPluginProtocolVersion);
    hello.put_u32(ipc::PluginTag::kPid, static_cast<std::uint32_t>(::getpid()));
    hello.put_u8(ipc::PluginTag::kMode, static_cast<std::uint8_t>(ipc::PluginMode::kLns));
    return say(hello);
}

/// Of a packet that was received.
inline bool is(const std::uint8_t* packet, ssize_t size, ipc::PluginMessage type) {
    return size >= 2 && (packet[0] << 8 | packet[1]) == static_cast<int>(type);
}

}  // namespace stand_in
