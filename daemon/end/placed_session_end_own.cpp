// What is special of the session of a call of this machine's own: the addresses of its LNS, and what its pppd gets.
#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "end/placed_session_end.h"
#include "l2tp/endpoint.h"
#include "net/own_address.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

/// A client has nothing but the name: each of its addresses is a target, so that the next one is tried like another LNS. Those
/// that failed a while ago come last.
void PlacedSessionEnd::spread_out(const std::vector<l2tp::Address>& addresses) {
    std::vector<Target> targets;
    for (const auto& address : addresses) {
        targets.push_back(target());
        targets.back().address = l2tp::to_string(address.ip);
    }
    const auto now = std::chrono::steady_clock::now();
    std::stable_partition(targets.begin(), targets.end(),
                          [&](const Target& one) { return !parts_.targets.dead_until(key_of(one), now); });
    const auto here = placing_->targets.begin() + static_cast<std::ptrdiff_t>(placing_->position);
    placing_->targets.insert(placing_->targets.erase(here), targets.begin(), targets.end());
    try_target();
}

/// Before its tunnel is opened: the default route may lead through another call.
void PlacedSessionEnd::find_way(const l2tp::Address& to) {
    end_way();
    way_to_ = to;
    way_ = parts_.ways.keep(to.ip, [this](const OuterRoute& route) { way_leads(route); });
}

void PlacedSessionEnd::way_leads(const OuterRoute& route) {
    if (over() || state_ == EndState::kHangingUp) return;
    if (!std::exchange(way_known_, true)) {
        if (!target().source) way_index_ = route.index;
        return try_addresses({*way_to_});
    }
    if (!has_session_) return;
    const auto path = parts_.tunnels.path(ids_.key.tunnel);
    if (path && !belongs_to_this_machine(path->local.ip))
        return way_has_moved(l2tp::to_string(path->local.ip) + " is no address of this machine any more");
    // One that leads nowhere may come back, and HELLOs find out whether it does in time.
    if (way_index_ != 0 && route.index != 0 && route.index != way_index_)
        way_has_moved("the way to the LNS leads through another interface");
}

/// The tunnel's other calls have lost their way, too.
void PlacedSessionEnd::way_has_moved(const std::string& how) {
    if (state_ == EndState::kPreparing) {
        placing_->again = true;
        parts_.tunnels.doubt(ids_.key.tunnel);
        return leave_target(how);
    }
    const auto tunnel = ids_.key.tunnel;
    close({.cause = EndCause::kWayChanged, .text = how});
    parts_.endpoint.close_tunnel(std::chrono::steady_clock::now(), tunnel, l2tp::stop_result(l2tp::StopResult::kGeneralRequest, how));
}

void PlacedSessionEnd::end_way() {
    if (way_) way_->end();
    way_.reset();
    way_to_.reset();
    way_known_ = false;
    way_index_ = 0;
}

Handover PlacedSessionEnd::hand_over() {
    if (!own_) return {};
    return {ids_, socket_for_process(), parts_.tunnels.link_mtu(ids_.key.tunnel, sequencing_)};
}

/// For pppd's scripts.
void PlacedSessionEnd::name_bringer() {
    const auto tunnel = parts_.endpoint.tunnel(ids_.key.tunnel);
    if (!tunnel) return;
    facts_.bringer = Bringer{tunnel->peer_name, l2tp::to_string(tunnel->path.remote.ip), tunnel->group,
                             l2tp::to_string(tunnel->path.local.ip)};
}

}  // namespace vpdnd
