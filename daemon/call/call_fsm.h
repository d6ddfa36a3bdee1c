// The state table of a call: one for every pairing of ends. What a pairing cannot do is a row that says so.
//
//   routing     where it goes is not known yet: the line has not said all, a session was taken to learn who the user is,
//               or the answer is awaited
//   connecting  the ends are made ready, joined and connected
//   up          the user has what he called for
//   ending      one end is lost or told to hang up, the other one's session still lives
//   lingering   no session any more; a process or a conversation still has to go
//   over        nothing is left
#pragma once

#include <cstdint>
#include <string_view>

namespace vpdnd {

enum class CallState : std::uint8_t { kRouting, kConnecting, kUp, kEnding, kLingering, kOver, kCount_ };

enum class CallEvent : std::uint8_t {
    kAccessCalls,  ///< the access end knows enough to ask for a route
    kRouteReject,
    kRouteLocal,
    kRouteTerminate,
    kRouteNeedsUser,
    kRouteForward,
    kEndReady,    ///< one of the two
    kEndRetries,  ///< the far end begins anew with another target
    kAccessConnected,
    kFarConnected,
    kAccessLost,
    kFarLost,
    kAccessGone,  ///< and the far end is not
    kFarGone,     ///< and the access end is not
    kAllGone,
    kClose,       ///< the administrator's wish
    kGraceOver,   ///< the user was told and did not answer in time
    kBundleGone,  ///< the owner of its multilink bundle is dead
    kCount_,
};

enum class CallAction : std::uint8_t {
    kNone,
    kAskRoute,
    kReject,        ///< the access end hears why
    kServeLocally,  ///< the access end serves the user itself
    kTakeCall,      ///< the access end is prepared, so that it learns who the user is
    kConnectAccess,
    kMakeFarEnd,    ///< and prepare it
    kProceed,       ///< prepare the access end, or join both and connect the first
    kConnectOther,  ///< the other end gets what the first one has learned
    kComeUp,
    kEndAccess,        ///< the far end was lost
    kEndFar,           ///< the access end was lost
    kCloseGracefully,  ///< by PPP first where a PPP of ours speaks to the user
    kEndBoth,
    kFinish,
    kImpossible,  ///< no pairing comes here: logged, nothing is done
    kCount_,
};

struct CallStep {
    CallAction action;
    CallState next;
};
CallStep call_step(CallState state, CallEvent event);

std::string_view name_of(CallState state);
std::string_view name_of(CallEvent event);
std::string_view name_of(CallAction action);

}  // namespace vpdnd
