// Rows of what there is: tunnels, sessions, bundles, addresses, PPPoE sessions.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "call/bundle_table.h"
#include "call/call_table.h"
#include "control/control_model.h"
#include "ipc/control_rows.h"
#include "l2tp/endpoint.h"
#include "pppoe/access_concentrators.h"

namespace vpdnd {

ipc::TunnelRow tunnel_row(const l2tp::TunnelInfo& info);

/// Without traffic. `tunnel`: the session's. `call` may be null: the session has none yet, or any more.
ipc::SessionRow session_row(const l2tp::SessionInfo& info, const l2tp::TunnelInfo& tunnel, const Call* call);
/// Of all sessions.
std::vector<ipc::SessionRow> session_rows(const l2tp::Endpoint& endpoint, const CallTable& calls);

/// Of all users, by address.
std::vector<ipc::AddressRow> address_rows(const CallTable& calls);

/// Of all PPPoE sessions, by interface and id.
std::vector<ipc::PppoeRow> pppoe_rows(const pppoe::AccessConcentrators& concentrators, const CallTable& calls);
/// Ends the calls of some of these rows, as the administrator's order. How many there were.
std::size_t close_pppoe(const pppoe::AccessConcentrators& concentrators, const CallTable& calls,
                        const std::set<control::PppoeName>& sessions);

std::vector<ipc::BundleRow> bundle_rows(const BundleTable& bundles, const CallTable& calls);

}  // namespace vpdnd
