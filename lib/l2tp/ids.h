// Tunnel and session numbers as types that cannot be swapped. RFC 2661 sections 3.1 and 4.4.3.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace l2tp {

/// A 16-bit L2TP number. 0 means "not yet assigned" and converts to false.
template <class Tag>
struct Id {
    std::uint16_t value = 0;
    constexpr auto operator<=>(const Id&) const = default;
    constexpr explicit operator bool() const { return value != 0; }
};

/// Tunnel id that we assigned; it stands in the header of what we receive.
using TunnelId = Id<struct TunnelTag>;
/// Tunnel id that the peer assigned; it stands in the header of what we send.
using PeerTunnelId = Id<struct PeerTunnelTag>;
/// Session id that we assigned. Unique inside its tunnel only.
using SessionId = Id<struct SessionTag>;
/// Session id that the peer assigned. Unique inside its tunnel only.
using PeerSessionId = Id<struct PeerSessionTag>;

/// Names one session of this endpoint; free again once SessionDown was taken from the effects.
struct SessionKey {
    TunnelId tunnel;
    SessionId session;
    constexpr auto operator<=>(const SessionKey&) const = default;
};

}  // namespace l2tp

template <class Tag>
struct std::hash<l2tp::Id<Tag>> {
    std::size_t operator()(l2tp::Id<Tag> id) const noexcept { return id.value; }
};

template <>
struct std::hash<l2tp::SessionKey> {
    std::size_t operator()(l2tp::SessionKey key) const noexcept {
        return static_cast<std::size_t>(key.tunnel.value) << 16 | key.session.value;
    }
};
