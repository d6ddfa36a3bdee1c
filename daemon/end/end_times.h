// How long an end waits for others before it goes on without them.
#pragma once

#include <chrono>

namespace vpdnd {

/// A user who is told of the end by PPP gets this long to answer.
inline constexpr std::chrono::seconds kGracefulTime{1};

struct EndTimes {
    std::chrono::milliseconds graceful = kGracefulTime;
    std::chrono::milliseconds plugin_report{10000};  ///< from the exec; a plugin that has not said hello by then is not there
    /// With the data plane "none": a program that runs and has said nothing for so long is no pppd, and keeps nobody waiting.
    std::chrono::milliseconds stand_in{500};
    /// An address that somebody holds who may be about to end (the same user, who calls again) is waited for so long.
    std::chrono::milliseconds address_wait{6000};
    std::chrono::milliseconds exit_delay{3000};      ///< from the end of the plugin's conversation to pppd's own end
    /// After the session's end pppd gets this long for each step: hang-up by the plugin, SIGTERM, SIGKILL. More than it
    /// gives its scripts (child-timeout, 5 s) and than it waits for a user who does not let it go (2 x 3 s).
    std::chrono::milliseconds end_step{8000};
    std::chrono::milliseconds line_errors{10000};  ///< the errors of a user's line are looked at so often
};

}  // namespace vpdnd
