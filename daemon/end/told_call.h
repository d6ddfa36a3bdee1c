// What a peer is told of a call that is forwarded to it: ICRQ and ICCN, from what is known of the call.
#pragma once

#include "end/call_facts.h"
#include "policy/route.h"

namespace vpdnd {

/// `switched`: of a call that came by a tunnel itself; null: of a user's line. `rewriting`: null: all is told as it is.
///
/// The name (AVP 30) belongs to the response of a CHAP (RFC 2661 section 4.4.5), and is rewritten beside a password alone.
l2tp::Icrq icrq_of(const CallFacts& facts, const Switched* switched, const Rewriting* rewriting);
l2tp::Iccn iccn_of(const CallFacts& facts, const Switched* switched, const Rewriting* rewriting);

/// Why a call that this peer brought must not go to `target`: it would come back. Empty: it may.
std::string leads_back(const CallFacts& facts, const l2tp::IpAddress& target);

}  // namespace vpdnd
