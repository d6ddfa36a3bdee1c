// What a [radius.NAME] makes of a client. Pure functions.
#pragma once

#include "config/config.h"
#include "radius/client_host.h"

namespace vpdnd {

/// For Access-Requests: the servers at their auth-port.
ClientPlan authentication_plan(const Radius& config);
/// For Accounting-Requests: the servers at their acct-port. Repetitions are as they were, so that a server knows them.
ClientPlan accounting_plan(const Radius& config);

/// How this machine names itself in requests: RFC 2865 section 4.1 wants NAS-IP-Address or NAS-Identifier.
struct NasIdentity {
    std::string identifier;                 ///< empty: none
    std::optional<l2tp::IpAddress> address;
    bool operator==(const NasIdentity&) const = default;
};
/// The daemon's hostname where the configuration names neither.
NasIdentity nas_identity(const Radius& config, const std::string& hostname);
void add_identity(radius::AttributeList& to, const NasIdentity& identity);

}  // namespace vpdnd
