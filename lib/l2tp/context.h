// What the parts of one endpoint share while an input is handled. Owned by the endpoint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "l2tp/effects.h"
#include "l2tp/endpoint.h"
#include "l2tp/time.h"
#include "l2tp/tracer.h"

namespace l2tp {

struct Context {
    EndpointSettings settings;
    Host& host;
    Tracer& tracer;
    EndpointCounters counters;
    std::vector<Effect> effects;
    Time now{};                     ///< of the input that is being handled
    std::size_t sessions = 0;       ///< in all tunnels
    std::uint32_t next_serial = 0;  ///< Call Serial Number AVP
    bool shutting_down = false;

    void drop(DropReason reason, const Path& path, std::string_view detail) {
        ++counters.dropped[static_cast<std::size_t>(reason)];
        tracer.dropped(reason, path, detail);
    }
};

}  // namespace l2tp
