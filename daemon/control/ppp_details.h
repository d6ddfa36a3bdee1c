// What `l2tpctl session show` says of PPP with the user: what the LAC proxied, what became of it, what was agreed on.
#pragma once

#include "end/call_facts.h"
#include "ipc/control_value.h"

namespace vpdnd {

/// Appends `proxied` and `ppp`, as far as there is something to tell. Never a challenge, password or response.
/// `own_call`: this machine is the user, and the other side the LNS.
void add_ppp_details(ipc::Value::Object& out, const CallFacts& facts, bool own_call = false);

}  // namespace vpdnd
