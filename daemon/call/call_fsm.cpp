#include "call/call_fsm.h"

#include <array>

#include "l2tp/fsm_table.h"

namespace vpdnd {
namespace {

using S = CallState;
using E = CallEvent;
using A = CallAction;
using Row = l2tp::FsmRow<S, E, A>;

constexpr char kCall[] = "call";
constexpr l2tp::SetOf<E> kRoutes{E::kRouteReject, E::kRouteLocal, E::kRouteTerminate, E::kRouteNeedsUser, E::kRouteForward};
constexpr l2tp::SetOf<E> kProgress{E::kEndReady, E::kEndRetries, E::kAccessConnected, E::kFarConnected};
constexpr l2tp::SetOf<E> kLosses{E::kAccessLost, E::kFarLost};

constexpr l2tp::SetOf<E> operator|(l2tp::SetOf<E> a, l2tp::SetOf<E> b) {
    a.bits |= b.bits;
    return a;
}

// clang-format off
constexpr std::array kRows = {
    //  State            Event                                       Action                New State
    Row{S::kRouting,     E::kAccessCalls,                            A::kAskRoute,         S::kRouting,    kCall},
    Row{S::kRouting,     E::kRouteReject,                            A::kReject,           S::kEnding,     kCall},
    Row{S::kRouting,     E::kRouteLocal,                             A::kServeLocally,     S::kUp,         kCall},
    Row{S::kRouting,     {E::kRouteTerminate, E::kRouteForward},     A::kMakeFarEnd,       S::kConnecting, kCall},
    // The user decides: a session that a tunnel brought is taken, and tells him; a PPPoE user is answered, and then calls again.
    Row{S::kRouting,     E::kRouteNeedsUser,                         A::kTakeCall,         S::kRouting,    kCall},
    Row{S::kRouting,     E::kEndReady,                               A::kConnectAccess,    S::kRouting,    kCall},
    Row{S::kRouting,     E::kAccessConnected,                        A::kAskRoute,         S::kRouting,    kCall},
    Row{S::kRouting,     E::kAccessLost,                             A::kEndBoth,          S::kEnding,     kCall},
    Row{S::kRouting,     E::kClose,                                  A::kEndBoth,          S::kEnding,     kCall},
    // There is no far end yet, and the access end tells that it is lost before it tells that it is gone.
    Row{S::kRouting,     {E::kEndRetries, E::kFarConnected, E::kFarLost, E::kAccessGone, E::kFarGone, E::kAllGone, E::kGraceOver, E::kBundleGone},
                                                                     A::kImpossible,       S::kRouting,    kCall},

    Row{S::kConnecting,  E::kEndReady,                               A::kProceed,          S::kConnecting, kCall},
    Row{S::kConnecting,  E::kEndRetries,                             A::kNone,             S::kConnecting, kCall},
    // A session first: what the other end gets is in its facts then. A call to an LNS is up with its ICCN, a call that ends
    // here with its IP.
    Row{S::kConnecting,  E::kAccessConnected,                        A::kConnectOther,     S::kConnecting, kCall},
    Row{S::kConnecting,  E::kFarConnected,                           A::kComeUp,           S::kUp,         kCall},
    Row{S::kConnecting,  E::kAccessLost,                             A::kEndFar,           S::kEnding,     kCall},
    Row{S::kConnecting,  E::kFarLost,                                A::kEndAccess,        S::kEnding,     kCall},
    Row{S::kConnecting,  E::kClose,                                  A::kCloseGracefully,  S::kEnding,     kCall},
    Row{S::kConnecting,  E::kBundleGone,                             A::kEndAccess,        S::kEnding,     kCall},
    Row{S::kConnecting,  kRoutes | l2tp::SetOf<E>{E::kAccessCalls, E::kAccessGone, E::kFarGone, E::kAllGone, E::kGraceOver},
                                                                     A::kImpossible,       S::kConnecting, kCall},

    Row{S::kUp,          E::kAccessLost,                             A::kEndFar,           S::kEnding,     kCall},
    Row{S::kUp,          E::kFarLost,                                A::kEndAccess,        S::kEnding,     kCall},
    Row{S::kUp,          E::kClose,                                  A::kCloseGracefully,  S::kEnding,     kCall},
    Row{S::kUp,          E::kBundleGone,                             A::kEndAccess,        S::kEnding,     kCall},
    // A line that is served locally is connected at once.
    Row{S::kUp,          E::kAccessConnected,                        A::kNone,             S::kUp,         kCall},
    Row{S::kUp,          kRoutes | l2tp::SetOf<E>{E::kAccessCalls, E::kEndReady, E::kEndRetries, E::kFarConnected, E::kAccessGone,
                                                  E::kFarGone, E::kAllGone, E::kGraceOver},
                                                                     A::kImpossible,       S::kUp,         kCall},

    // Told to hang up, an end may still come as far as it was on its way.
    Row{S::kEnding,      kProgress | l2tp::SetOf<E>{E::kAccessCalls, E::kBundleGone, E::kClose},
                                                                     A::kNone,             S::kEnding,     kCall},
    // The answer of a server crosses the end.
    Row{S::kEnding,      kRoutes,                                    A::kNone,             S::kEnding,     kCall},
    Row{S::kEnding,      {E::kFarLost, E::kGraceOver},               A::kEndAccess,        S::kEnding,     kCall},
    Row{S::kEnding,      E::kAccessLost,                             A::kEndFar,           S::kEnding,     kCall},
    Row{S::kEnding,      E::kAccessGone,                             A::kEndFar,           S::kLingering,  kCall},
    Row{S::kEnding,      E::kFarGone,                                A::kEndAccess,        S::kLingering,  kCall},
    Row{S::kEnding,      E::kAllGone,                                A::kFinish,           S::kOver,       kCall},

    Row{S::kLingering,   kRoutes | kProgress | kLosses | l2tp::SetOf<E>{E::kAccessCalls, E::kClose, E::kGraceOver, E::kBundleGone},
                                                                     A::kNone,             S::kLingering,  kCall},
    Row{S::kLingering,   {E::kAccessGone, E::kFarGone},              A::kImpossible,       S::kLingering,  kCall},
    Row{S::kLingering,   E::kAllGone,                                A::kFinish,           S::kOver,       kCall},

    Row{S::kOver,        kRoutes | kProgress | kLosses |
                         l2tp::SetOf<E>{E::kAccessCalls, E::kAccessGone, E::kFarGone, E::kAllGone, E::kClose, E::kGraceOver, E::kBundleGone},
                                                                     A::kNone,             S::kOver,       kCall},
};
// clang-format on

constexpr auto kMatrix =
    l2tp::FsmMatrix<S, E, A, static_cast<std::size_t>(S::kCount_), static_cast<std::size_t>(E::kCount_)>::from(kRows);
static_assert(kMatrix.complete(), "each state and event of a call needs exactly one row");

constexpr std::array<std::string_view, static_cast<std::size_t>(S::kCount_)> kStateNames = {
    "routing", "connecting", "up", "ending", "lingering", "over"};
constexpr std::array<std::string_view, static_cast<std::size_t>(E::kCount_)> kEventNames = {
    "access calls", "route: reject", "route: local",     "route: terminate",  "route: needs user", "route: forward",
    "end ready",    "end retries",   "access connected", "far end connected", "access lost",
    "far end lost", "access gone",   "far end gone",     "all gone",          "close",
    "grace over",   "bundle gone"};
constexpr std::array<std::string_view, static_cast<std::size_t>(A::kCount_)> kActionNames = {
    "none",    "ask route",  "reject",      "serve locally",    "take call", "connect access", "make far end", "proceed", "connect other",
    "come up", "end access", "end far end", "close gracefully", "end both",     "finish",  "impossible"};
static_assert(!kEventNames.back().empty() && !kActionNames.back().empty());

}  // namespace

CallStep call_step(CallState state, CallEvent event) {
    const auto& cell = kMatrix.at(state, event);
    return {cell.action, cell.next};
}

std::string_view name_of(CallState state) {
    return kStateNames[static_cast<std::size_t>(state)];
}
std::string_view name_of(CallEvent event) {
    return kEventNames[static_cast<std::size_t>(event)];
}
std::string_view name_of(CallAction action) {
    return kActionNames[static_cast<std::size_t>(action)];
}

}  // namespace vpdnd
