#include "l2tp/tunnel_fsm.h"

#include <array>

#include "l2tp/fsm_table.h"

namespace l2tp {
namespace {

using S = TunnelState;
using E = TunnelEvent;
using A = TunnelAction;
using Row = FsmRow<S, E, A>;

constexpr char kRfc[] = "7.2.1";
constexpr char kLocal[] = "local";

// clang-format off
constexpr std::array kRows = {
    //  State                                        Event                                       Action                  New State
    Row{S::kIdle,                                    E::kLocalOpen,                              A::kSendSccrq,          S::kWaitCtlReply, kRfc},
    Row{S::kIdle,                                    E::kSccrqAcceptable,                        A::kSendSccrp,          S::kWaitCtlConn,  kRfc},
    Row{S::kIdle,                                    E::kSccrqNotAcceptable,                     A::kSendStopCleanUp,    S::kIdle,         kRfc},
    Row{S::kIdle,                                    {E::kSccrpAcceptable, E::kSccrpNotAcceptable}, A::kSendStopCleanUp, S::kIdle,         kRfc},
    Row{S::kIdle,                                    {E::kScccnAcceptable, E::kScccnNotAcceptable}, A::kCleanUp,         S::kIdle,         kRfc},
    Row{S::kWaitCtlReply,                            E::kSccrpAcceptable,                        A::kSendScccnOpenCalls, S::kEstablished,  kRfc},
    Row{S::kWaitCtlReply,                            E::kSccrpNotAcceptable,                     A::kSendStopCleanUp,    S::kIdle,         kRfc},
    Row{S::kWaitCtlReply,                            E::kSccrqTieLost,                           A::kDiscard,            S::kIdle,         kRfc},
    Row{S::kWaitCtlReply,                            {E::kScccnAcceptable, E::kScccnNotAcceptable}, A::kSendStopCleanUp, S::kIdle,         kRfc},
    Row{S::kWaitCtlConn,                             E::kScccnAcceptable,                        A::kOpenCalls,          S::kEstablished,  kRfc},
    Row{S::kWaitCtlConn,                             E::kScccnNotAcceptable,                     A::kSendStopCleanUp,    S::kIdle,         kRfc},
    Row{S::kWaitCtlConn,                             {E::kSccrpAcceptable, E::kSccrpNotAcceptable, E::kSccrqAcceptable, E::kSccrqNotAcceptable},
                                                                                                 A::kSendStopCleanUp,    S::kIdle,         kRfc},
    Row{S::kEstablished,                             E::kNewCall,                                A::kOpenCalls,          S::kEstablished,  kRfc},
    Row{S::kEstablished,                             E::kClose,                                  A::kSendStopCleanUp,    S::kIdle,         kRfc},
    Row{S::kEstablished,                             {E::kSccrqAcceptable, E::kSccrqNotAcceptable, E::kSccrpAcceptable, E::kSccrpNotAcceptable,
                                                      E::kScccnAcceptable, E::kScccnNotAcceptable},
                                                                                                 A::kSendStopCleanUp,    S::kIdle,         kRfc},
    Row{{S::kIdle, S::kWaitCtlReply, S::kWaitCtlConn, S::kEstablished}, E::kStopCcn,             A::kCleanUp,            S::kIdle,         kRfc},

    // Blank in the RFC. A second SCCRQ inside a tunnel that waits for its SCCRP, without a lost tie, is as much out
    // of sequence as in the other states.
    Row{S::kWaitCtlReply,                            {E::kSccrqAcceptable, E::kSccrqNotAcceptable}, A::kSendStopCleanUp, S::kIdle,         kLocal},
    // A tie can only be lost while the SCCRP is awaited.
    Row{S::kIdle,                                    E::kSccrqTieLost,                           A::kIgnore,             S::kIdle,         kLocal},
    Row{S::kWaitCtlConn,                             E::kSccrqTieLost,                           A::kIgnore,             S::kWaitCtlConn,  kLocal},
    Row{S::kEstablished,                             E::kSccrqTieLost,                           A::kIgnore,             S::kEstablished,  kLocal},
    // Opening twice changes nothing.
    Row{S::kWaitCtlReply,                            E::kLocalOpen,                              A::kNone,               S::kWaitCtlReply, kLocal},
    Row{S::kWaitCtlConn,                             E::kLocalOpen,                              A::kNone,               S::kWaitCtlConn,  kLocal},
    Row{S::kEstablished,                             E::kLocalOpen,                              A::kNone,               S::kEstablished,  kLocal},
    // A HELLO asks for nothing but the acknowledgement that every message gets.
    Row{S::kIdle,                                    E::kHello,                                  A::kNone,               S::kIdle,         kLocal},
    Row{S::kWaitCtlReply,                            E::kHello,                                  A::kNone,               S::kWaitCtlReply, kLocal},
    Row{S::kWaitCtlConn,                             E::kHello,                                  A::kNone,               S::kWaitCtlConn,  kLocal},
    Row{S::kEstablished,                             E::kHello,                                  A::kNone,               S::kEstablished,  kLocal},
    // Calls need an established tunnel; in front of that their messages are out of sequence (section 7.1).
    // Behind its end they cross our StopCCN, or the peer's, and mean nothing.
    Row{S::kIdle,                                    E::kCallMessage,                            A::kIgnore,             S::kIdle,         kLocal},
    Row{{S::kWaitCtlReply, S::kWaitCtlConn},         E::kCallMessage,                            A::kSendStopCleanUp,    S::kIdle,         kLocal},
    Row{S::kEstablished,                             E::kCallMessage,                            A::kRunCall,            S::kEstablished,  kLocal},
    // A call placed while the tunnel opens waits for the tunnel-open event.
    Row{S::kIdle,                                    E::kNewCall,                                A::kIgnore,             S::kIdle,         kLocal},
    Row{S::kWaitCtlReply,                            E::kNewCall,                                A::kNone,               S::kWaitCtlReply, kLocal},
    Row{S::kWaitCtlConn,                             E::kNewCall,                                A::kNone,               S::kWaitCtlConn,  kLocal},
    // The administrator, or a timer, may end a tunnel that is not established as well.
    Row{S::kIdle,                                    E::kClose,                                  A::kNone,               S::kIdle,         kLocal},
    Row{{S::kWaitCtlReply, S::kWaitCtlConn},         E::kClose,                                  A::kSendStopCleanUp,    S::kIdle,         kLocal},
    // Section 5.8: no answer clears the tunnel; a StopCCN could not arrive.
    Row{{S::kIdle, S::kWaitCtlReply, S::kWaitCtlConn, S::kEstablished}, E::kSilence,             A::kCleanUp,            S::kIdle,         kLocal},
};
// clang-format on

constexpr auto kMatrix = FsmMatrix<S, E, A, static_cast<std::size_t>(S::kCount_),
                                   static_cast<std::size_t>(E::kCount_)>::from(kRows);
static_assert(kMatrix.complete(), "each state and event of the tunnel needs exactly one row");

constexpr std::array<std::string_view, static_cast<std::size_t>(S::kCount_)> kStateNames = {
    "idle", "wait-ctl-reply", "wait-ctl-conn", "established"};

constexpr std::array<std::string_view, static_cast<std::size_t>(E::kCount_)> kEventNames = {
    "local open", "SCCRQ acceptable", "SCCRQ not acceptable", "SCCRQ, tie lost", "SCCRP acceptable",
    "SCCRP not acceptable", "SCCCN acceptable", "SCCCN not acceptable", "StopCCN", "HELLO", "call message",
    "new call", "close", "silence"};

constexpr std::array<std::string_view, static_cast<std::size_t>(A::kCount_)> kActionNames = {
    "none", "send SCCRQ", "send SCCRP", "send SCCCN, open calls", "open calls", "run call",
    "send StopCCN, clean up", "clean up", "discard", "ignore"};

}  // namespace

TunnelStep tunnel_step(TunnelState state, TunnelEvent event) {
    const auto& cell = kMatrix.at(state, event);
    return {cell.action, cell.next, cell.source};
}

std::string_view name_of(TunnelState state) { return kStateNames[static_cast<std::size_t>(state)]; }
std::string_view name_of(TunnelEvent event) { return kEventNames[static_cast<std::size_t>(event)]; }
std::string_view name_of(TunnelAction action) { return kActionNames[static_cast<std::size_t>(action)]; }

}  // namespace l2tp
