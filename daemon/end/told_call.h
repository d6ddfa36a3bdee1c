// What a peer is told of a call that is forwarded to it: ICRQ and ICCN, from what is known of the call.
#pragma once

#include "end/call_facts.h"
#include "policy/route.h"

namespace vpdnd {

/// `switched`: of a call that came by a tunnel itself; null: of a user's line.
l2tp::Icrq icrq_of(const CallFacts& facts, const Switched* switched);
l2tp::Iccn iccn_of(const CallFacts& facts, const Switched* switched);

/// Why a call that this peer brought must not go to `target`: it would come back. Empty: it may.
std::string leads_back(const CallFacts& facts, const l2tp::IpAddress& target);

}  // namespace vpdnd
