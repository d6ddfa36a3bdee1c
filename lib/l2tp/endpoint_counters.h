// What an endpoint counts. Only ever grows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "l2tp/tracer.h"

namespace l2tp {

/// Totals since start. dropped[] is indexed by DropReason.
struct EndpointCounters {
    std::array<std::uint64_t, static_cast<std::size_t>(DropReason::kCount_)> dropped{};
    std::uint64_t datagrams_in = 0, datagrams_out = 0, retransmissions = 0;
    std::uint64_t tunnels_opened = 0, tunnels_refused = 0, sessions_opened = 0, sessions_refused = 0;
    std::uint64_t tolerated = 0;  ///< what a strict group would refuse: doc/tolerance.md
    /// Calls, of peers or of the host, that a limit kept out: max_sessions, session_limit and waiting_limit of a group.
    std::uint64_t max_sessions_reached = 0, session_limit_reached = 0, waiting_limit_reached = 0;
    std::uint64_t digests = 0;  ///< MD5 digests that hidden values of received messages took
    bool operator==(const EndpointCounters&) const = default;
};

}  // namespace l2tp
