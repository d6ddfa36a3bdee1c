// What LAC and plugin say of users whom RADIUS judges. For Catch2 tests only.
#pragma once

#include <array>
#include <span>
#include <string>

#include "support/call_site.h"

namespace test {

/// LCP that agreed on PAP, of the plugin's Call.
inline void says_lcp(ipc::PluginMessageWriter& message) {
    const std::array<std::uint8_t, 8> sent{1, 4, 5, 0xd4, 3, 4, 0xc0, 0x23};
    const std::array<std::uint8_t, 4> received{1, 4, 5, 0xd4};
    message.put_bytes(ipc::PluginTag::kLastSentLcp, sent);
    message.put_bytes(ipc::PluginTag::kLastReceivedLcp, received);
}

/// Authenticate with PAP.
inline void asks(PlayedPlugin& plugin, const std::string& name, const std::string& password, bool again = false) {
    plugin.send(ipc::PluginMessage::kAuthenticate, [&](ipc::PluginMessageWriter& message) {
        const auto octets = [](const std::string& text) {
            return std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        };
        message.put_u8(ipc::PluginTag::kAuthMethod, 1);
        message.put_u8(ipc::PluginTag::kAuthId, 5);
        message.put_bytes(ipc::PluginTag::kAuthName, octets(name));
        message.put_bytes(ipc::PluginTag::kAuthResponse, octets(password));
        message.put_u8(ipc::PluginTag::kAgain, again ? 1 : 0);
    });
}

}  // namespace test
