// Which rows a list or close request means. Texts are compared whole and as they are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/control_model.h"

namespace vpdnd::control {

struct TunnelFilter {
    std::optional<std::string> peer, group;
    bool empty() const { return !peer && !group; }
};

struct SessionFilter {
    std::optional<std::string> user, peer, group, state;
    bool empty() const { return !user && !peer && !group && !state; }
    bool needs_tunnels() const { return peer || group; }
};

std::vector<TunnelRow> filtered(std::vector<TunnelRow> rows, const TunnelFilter& filter);
/// Peer and group are those of the session's tunnel; `tunnels` may be empty if !filter.needs_tunnels().
std::vector<SessionRow> filtered(std::vector<SessionRow> rows, const std::vector<TunnelRow>& tunnels,
                                 const SessionFilter& filter);

}  // namespace vpdnd::control
