// What a RADIUS server is asked to find a call's tunnel: an Access-Request with Service-Type Outbound. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/secret.h"
#include "ipc/line_kind.h"
#include "radius/attributes.h"
#include "radius/client_plan.h"

namespace vpdnd {

/// Strings are raw: the user's, or his line's.
struct TunnelQuestion {
    std::string user_name = {};  ///< "dnis:614629", the user's domain, or his whole name
    std::string calling_number = {}, called_number = {};  ///< empty: not known
    std::optional<std::uint32_t> port = {};               ///< number of the line
    std::string port_name = {};
    ipc::LineKind line{};
};

radius::AttributeList tunnel_request(const TunnelQuestion& question, const base::Secret& password, const NasIdentity& identity);

}  // namespace vpdnd
