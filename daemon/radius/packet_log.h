// `debug radius`: each packet with its attributes by name. Secrets are masked.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "radius/client_info.h"

namespace vpdnd {

/// Whom a packet went to, or came from.
struct PacketPeer {
    const std::string& set;     ///< name of the [radius.NAME]
    const std::string& server;
};

/// Nothing, and at no cost, while the area is off.
void log_sent(const PacketPeer& peer, std::span<const std::uint8_t> datagram);
void log_received(const PacketPeer& peer, std::span<const std::uint8_t> datagram, radius::ReplyVerdict verdict);

/// "answer", or why it was dropped: "not-authentic".
std::string_view name_of(radius::ReplyVerdict verdict);

}  // namespace vpdnd
