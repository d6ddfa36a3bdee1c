// What the parts of one endpoint share while an input is handled. Owned by the endpoint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "l2tp/effects.h"
#include "l2tp/endpoint.h"
#include "l2tp/message_codec.h"
#include "l2tp/time.h"
#include "l2tp/tracer.h"

namespace l2tp {

struct Context {
    EndpointSettings settings;
    Host& host;
    Tracer& tracer;
    EndpointCounters counters;
    std::vector<Effect> effects;    ///< in the order in which the host shall carry them out
    Time now{};                     ///< of the input that is being handled
    std::size_t sessions = 0;       ///< in all tunnels
    std::unordered_map<std::string, std::size_t> group_sessions;  ///< of them, by name of the VPDN group; none is zero
    std::uint32_t next_serial = 0;  ///< Call Serial Number AVP
    bool half_open_pressed = false; ///< so many tunnels are half-open that they get less time (HalfOpenLimits)
    bool shutting_down = false;     ///< no tunnel is opened or accepted any more

    /// Sessions of the VPDN group in all its tunnels.
    std::size_t sessions_of(const std::string& group) const {
        const auto found = group_sessions.find(group);
        return found == group_sessions.end() ? 0 : found->second;
    }
    void session_added(const std::string& group) {
        ++sessions;
        ++group_sessions[group];
    }
    void session_removed(const std::string& group) {
        --sessions;
        if (const auto found = group_sessions.find(group); --found->second == 0) group_sessions.erase(found);
    }

    /// Which limit one more session of this group would exceed, in words, and counted. Empty: none.
    std::string_view beyond_session_limits(const TunnelSettings& of_group) {
        if (sessions_of(of_group.group) >= of_group.session_limit) {
            ++counters.session_limit_reached;
            return "the session limit of the group is reached";
        }
        if (sessions >= settings.max_sessions) {
            ++counters.max_sessions_reached;
            return "the limit of sessions is reached";
        }
        return {};
    }
    void drop(DropReason reason, const Path& path, std::string_view detail) {
        ++counters.dropped[static_cast<std::size_t>(reason)];
        tracer.dropped(reason, path, detail);
    }
    void tolerate(const Path& path, std::string_view what) {
        ++counters.tolerated;
        tracer.tolerated(path, what);
    }
    /// The AVPs of one message that were skipped: all are counted, those that are listed are traced.
    void skipped(const Decoded& decoded, const Path& path) {
        counters.dropped[static_cast<std::size_t>(DropReason::kUnknownOptionalAvp)] += decoded.ignored_count;
        for (const auto& avp : decoded.ignored) tracer.dropped(DropReason::kUnknownOptionalAvp, path, to_string(avp));
        for (const auto& one : decoded.tolerated) tolerate(path, to_string(decoded.type, one));
    }
};

}  // namespace l2tp
