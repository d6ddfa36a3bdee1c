// What discovery wants done. In the order in which they came.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "pppoe/concentrator.h"
#include "pppoe/mac_address.h"
#include "pppoe/tag_table.h"

namespace vpdnd::pppoe {

/// A session as this machine knows it: the kernel's number of the interface, and the SESSION_ID, which is unique on it.
struct SessionKey {
    int interface = 0;
    std::uint16_t id = 0;

    auto operator<=>(const SessionKey&) const = default;
};

/// "3/17": interface, session id.
inline std::string to_string(SessionKey key) { return std::to_string(key.interface) + "/" + std::to_string(key.id); }

/// A whole Ethernet frame.
struct SendFrame {
    int interface = 0;
    base::Bytes frame;
};

/// A host asks for a session. The kernel's session has to be there before the host is told: answer with opened() or refused().
struct OpenSession {
    SessionKey key;
    MacAddress host;
    std::string interface;
    std::string service;  ///< raw
    AccessLine line;
    std::uint16_t max_payload = 0;  ///< greatest PPP frame: MRU and MTU
    ConcentratorPtr concentrator;
};

enum class SessionEnd : std::uint8_t {
    kHost,              ///< its PADT
    kInterfaceLost,     ///< down or gone
    kInterfaceChanged,  ///< another address or MTU: the kernel has ended all its sessions
};

/// Nothing may be sent on it any more (RFC 2516 section 5.5). Its id is in use until released().
struct SessionOver {
    SessionKey key;
    SessionEnd how{};
};

using Effect = std::variant<SendFrame, OpenSession, SessionOver>;

}  // namespace vpdnd::pppoe

template <>
struct std::hash<vpdnd::pppoe::SessionKey> {
    std::size_t operator()(vpdnd::pppoe::SessionKey key) const noexcept {
        return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(static_cast<std::uint32_t>(key.interface)) << 16 | key.id);
    }
};
