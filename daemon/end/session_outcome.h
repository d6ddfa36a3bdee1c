// What the end of a session that was never connected says of its LNS. Pure functions.
#pragma once

#include <string>

#include "l2tp/effects.h"
#include "reason/end_reason.h"

namespace vpdnd {

/// May another LNS be asked after it? Lack of facilities, a wrong destination, a timeout, a general error ("try another" among
/// them), StopCCN or silence.
bool worth_another(const l2tp::SessionDown& effect);
/// The LNS is there, and has no room for the call: CDN 4, or 2/4.
bool is_busy(const l2tp::SessionDown& effect);
/// We found that the LNS is not for this call (its framing or bearer, RFC 2661 sections 4.4.3 and 4.4.4): it may be for others.
bool is_beyond_peer(const l2tp::SessionDown& effect);
/// "general error: no resources": what became of a try.
std::string outcome(const l2tp::ResultCode& result);
/// Of one that has SessionDown::not_authorized: a broken secret is told as what it is, StopCCN 4.
EndReason not_authorized(const l2tp::SessionDown& effect);

}  // namespace vpdnd
