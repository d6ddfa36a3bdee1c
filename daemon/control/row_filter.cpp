#include "control/row_filter.h"

#include <unordered_set>

namespace vpdnd::control {
namespace {

bool fits(const std::optional<std::string>& wanted, const std::string& text) { return !wanted || *wanted == text; }

}  // namespace

std::vector<TunnelRow> filtered(std::vector<TunnelRow> rows, const TunnelFilter& filter) {
    std::erase_if(rows, [&filter](const TunnelRow& row) {
        return !fits(filter.peer, row.remote_name) || !fits(filter.group, row.group);
    });
    return rows;
}

std::vector<SessionRow> filtered(std::vector<SessionRow> rows, const std::vector<TunnelRow>& tunnels,
                                 const SessionFilter& filter) {
    std::unordered_set<l2tp::TunnelId> fitting;
    for (const TunnelRow& tunnel : tunnels) {
        if (fits(filter.peer, tunnel.remote_name) && fits(filter.group, tunnel.group)) fitting.insert(tunnel.local_id);
    }
    std::erase_if(rows, [&filter, &fitting](const SessionRow& row) {
        return !fits(filter.user, row.user) || !fits(filter.state, row.state) ||
               (filter.needs_tunnels() && !fitting.contains(row.tunnel_id));
    });
    return rows;
}

}  // namespace vpdnd::control
