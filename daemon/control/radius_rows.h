// RADIUS servers as `l2tpctl radius` shows them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounting/accounting_host.h"
#include "ipc/control_rows.h"
#include "ipc/control_value.h"
#include "radius/radius_servers.h"
#include "radius/tunnel_authorizer.h"
#include "radius/user_authenticator.h"

namespace vpdnd {

std::vector<ipc::RadiusServerRow> radius_server_rows(const RadiusServers& servers);
/// Empty: no set of this name is in use.
std::optional<ipc::Value::Object> radius_details(const RadiusServers& servers, const TunnelAuthorizer& tunnels,
                                                 const UserAuthenticator& users, const AccountingHost& accounting,
                                                 const std::string& set);

}  // namespace vpdnd
