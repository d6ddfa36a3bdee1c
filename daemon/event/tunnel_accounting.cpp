#include "event/tunnel_accounting.h"

#include <utility>

#include "l2tp/endpoint.h"
#include "radius/user_question.h"

namespace vpdnd {
namespace {

using namespace radius::literals;
using radius::AccountingKind;

constexpr std::uint8_t kLostService = 3, kAdminReset = 6, kHostRequest = 18;

}  // namespace

/// The two ends of a tunnel, as RFC 2868 names them: the client has opened it.
struct TunnelAccounting::Ends {
    l2tp::TunnelId local;
    l2tp::PeerTunnelId remote;
    const l2tp::Path& path;
    const std::string& peer_name;
    const std::string& group;
    bool initiated_here = false;
};

std::uint8_t terminate_cause_of_tunnel(const l2tp::ResultCode& result, bool by_peer) {
    if (by_peer) return kHostRequest;
    const auto code = static_cast<l2tp::StopResult>(result.result);
    const bool in_order = code == l2tp::StopResult::kGeneralRequest || code == l2tp::StopResult::kShuttingDown;
    return in_order ? kAdminReset : kLostService;
}

/// Both ids of a tunnel may come again.
std::string TunnelAccounting::new_id() { return parts_.session_prefix + "-t" + std::to_string(parts_.ledger.new_number()); }

/// Acct-Tunnel-Connection: the ids that both ends have given, the client's first, so that they call the tunnel the same.
radius::AttributeList TunnelAccounting::attributes_of(const Ends& ends, const std::string& id) const {
    const auto ours = parts_.local_name(ends.group);
    const auto local = l2tp::to_string(ends.path.local.ip), remote = l2tp::to_string(ends.path.remote.ip);
    auto mine = std::to_string(ends.local.value), theirs = std::to_string(ends.remote.value);
    const auto& client = ends.initiated_here ? ours : ends.peer_name;
    radius::AttributeList out;
    if (!client.empty() && client.size() <= ("User-Name"_attr).max_size) out.add("User-Name"_attr, client);
    out.add("Acct-Session-Id"_attr, id);
    if (ends.initiated_here) {
        add_tunnel(out, {ours, ends.peer_name, local, remote});
    } else {
        add_tunnel(out, {ends.peer_name, ours, remote, local});
        std::swap(mine, theirs);
    }
    out.add("Acct-Tunnel-Connection"_attr, mine + "/" + theirs);
    return out;
}

void TunnelAccounting::tunnel_up(const l2tp::TunnelUp& tunnel) {
    auto& id = told_[tunnel.tunnel];
    const auto set = parts_.set_of(tunnel.group);
    if (set.empty()) return;
    id = new_id();
    const Ends ends{tunnel.tunnel, tunnel.peer_tunnel, tunnel.path, tunnel.peer_name, tunnel.group, tunnel.initiated_here};
    parts_.ledger.begin({.set = set, .id = id, .start = AccountingKind::kTunnelStart, .attributes = attributes_of(ends, id), .of_start = {},
                         .interim_interval = {}});
}

/// The kernel does not count what goes through a tunnel but by session: the use of a tunnel is the sum of its links' records.
void TunnelAccounting::tunnel_ended(const l2tp::TunnelDown& tunnel) {
    const auto told = told_.extract(tunnel.tunnel);
    if (told.empty()) return reject(tunnel.tunnel, tunnel.result, tunnel.by_peer);
    if (told.mapped().empty()) return;
    parts_.ledger.end(told.mapped(), terminate_cause_of_tunnel(tunnel.result, tunnel.by_peer), {});
}

void TunnelAccounting::tunnel_refused(const l2tp::RefusedTunnel& tunnel) { reject(tunnel.id, tunnel.result, tunnel.by_peer); }

/// Whom no group serves is of no set, and nobody is told: anybody can send an SCCRQ.
void TunnelAccounting::reject(l2tp::TunnelId id, const l2tp::ResultCode& why, bool by_peer) {
    const auto known = parts_.endpoint.tunnel(id);
    const auto set = known ? parts_.set_of(known->group) : std::string();
    if (set.empty() || !known->initiated_here) return;
    const auto session = new_id();
    auto attributes = attributes_of({id, known->peer_id, known->path, known->peer_name, known->group, known->initiated_here}, session);
    attributes.add("Acct-Terminate-Cause"_attr, std::uint32_t{terminate_cause_of_tunnel(why, by_peer)});
    parts_.ledger.tell(set, AccountingKind::kTunnelReject, session, std::move(attributes));
}

}  // namespace vpdnd
