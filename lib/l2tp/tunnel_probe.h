// Whether the peer of an established tunnel still answers. Asked when somebody with its address and port wants another
// tunnel: most likely the peer itself, which has restarted and knows nothing of the old one. Until the reliable channel gives
// up (section 5.8) half a minute would pass. Plain data of its tunnel.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "l2tp/time.h"

namespace l2tp {

enum class PeerSign : std::uint8_t {
    kUnknown,  ///< nobody asked
    kAwaited,
    kAnswers,
    kSilent,  ///< it may be dead, or the network; one datagram from it and it answers
    kGone,    ///< the same, and it was asked so often that no loss explains it
};

struct TunnelProbe {
    /// Of one peer's tunnels so many are probed: one that answers speaks for all.
    static constexpr std::size_t kTunnels = 3;
    static constexpr Duration kEvery = std::chrono::milliseconds(300);
    static constexpr unsigned kSilentAfter = 3;  ///< datagrams: before the peer's SCCRQ comes again
    static constexpr unsigned kGoneAfter = 12;
    /// For so long an answer is as good as a new one: an SCCRQ and the repetitions of it ask once.
    static constexpr Duration kHolds = std::chrono::seconds(4);

    PeerSign sign = PeerSign::kUnknown;
    std::uint8_t sent = 0;
    Time began{};
    Time accepted{};  ///< when the SCCRQ that the tunnel itself began with was taken; the epoch: we asked for it
    bool operator==(const TunnelProbe&) const = default;
};

}  // namespace l2tp
