// What can be written out of a call and read back: plain data; descriptors are in a store, by names that begin with the
// call's.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "call/call_fsm.h"
#include "end/accepted_session_end.h"
#include "end/boxed.h"
#include "end/call_facts.h"
#include "end/line_end.h"
#include "end/placed_session_end.h"
#include "end/pppd_end.h"
#include "end/pppoe_end.h"
#include "reason/end_reason.h"

namespace vpdnd {

/// Unique while the daemon's calls live, over a restart too.
enum class CallId : std::uint64_t {};

/// What a call is made of. "connected first" is the access end in all of them.
enum class Pairing : std::uint8_t {
    kUnknown,  ///< no route yet
    kLns,      ///< accepted session ↔ pppd
    kForward,  ///< line ↔ placed session, bridged
    kLocal,    ///< line ↔ its own pppd
    kSwitch,   ///< accepted session ↔ placed session, bridged
    kClient,   ///< placed session ↔ pppd: a call of this machine's own
};

/// Of a time in a record: it has not come.
inline constexpr SteadyTime kNotYet{};

struct CallRecord {
    CallId id{};
    CallState state = CallState::kRouting;
    Pairing pairing = Pairing::kUnknown;
    bool asked = false;     ///< for its route, with all that can be known: observers have been told of it
    bool end_told = false;  ///< to the observers
    bool user_known = false;  ///< authenticated here
    bool same_user_settled = false;  ///< it was seen whether the user has another call, and how many
    SameUser same_user = SameUser::kAllow;  ///< of its group, when it began
    Boxed<std::string> own_call;  ///< name of a call of this machine's own; empty: it is none
    std::string group;      ///< VPDN group of its route; empty: none serves it
    SteadyTime began{};
    SteadyTime up_since = kNotYet;
    SteadyTime grace_until = kNotYet;  ///< the user was told of the end, and has until then to answer
    Boxed<SwitchedAvps> avps;          ///< kSwitch: what the one peer is told of what the other one says
    Boxed<EndReason> reason;           ///< why it ends or has ended; the first one stays
};

/// A whole call.
struct SavedCall {
    CallRecord record;
    CallFacts facts;
    std::variant<std::monostate, SessionRecord, LineRecord, PppoeRecord, PlacedSessionRecord> access;
    std::variant<std::monostate, PppdRecord, PlacedSessionRecord> far_end;
};

}  // namespace vpdnd
