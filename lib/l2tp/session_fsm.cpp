#include "l2tp/session_fsm.h"

#include <array>

#include "l2tp/fsm_table.h"

namespace l2tp {
namespace {

using S = SessionState;
using E = SessionEvent;
using A = SessionAction;
using Row = FsmRow<S, E, A>;
using Matrix = FsmMatrix<S, E, A, static_cast<std::size_t>(S::kCount_), static_cast<std::size_t>(E::kCount_)>;

constexpr char kLocal[] = "local";
constexpr SetOf<E> kReply{E::kReplyAcceptable, E::kReplyNotAcceptable};
constexpr SetOf<E> kRequest{E::kRequestAcceptable, E::kRequestNotAcceptable};
constexpr SetOf<E> kConnected{E::kConnectedAcceptable, E::kConnectedNotAcceptable};

constexpr SetOf<E> operator|(SetOf<E> a, SetOf<E> b) {
    a.bits |= b.bits;
    return a;
}

// Every state that the role does not use is filled with one row, so that the matrix is complete.

// clang-format off
constexpr char kLacIn[] = "7.4.1";
constexpr std::array kLacIncomingRows = {
    //  State                               Event                                  Action              New State
    Row{S::kIdle,                           E::kLocalOpen,                         A::kNone,           S::kWaitTunnel,  kLacIn},
    Row{S::kIdle,                           kConnected | kReply | E::kCdn,         A::kIgnore,         S::kIdle,        kLacIn},
    Row{S::kWaitTunnel,                     E::kLocalClose,                        A::kCleanUp,        S::kIdle,        kLacIn},
    Row{S::kWaitTunnel,                     E::kTunnelOpen,                        A::kSendRequest,    S::kWaitReply,   kLacIn},
    // The RFC sends the ICCN here; ours waits for the host: preparing.
    Row{S::kWaitReply,                      E::kReplyAcceptable,                   A::kPrepare,        S::kPreparing,   kLacIn},
    Row{S::kPreparing,                      E::kPrepared,                          A::kSendConnected,  S::kEstablished, kLacIn},
    Row{S::kWaitReply,                      E::kReplyNotAcceptable,                A::kSendCdnCleanUp, S::kIdle,        kLacIn},
    Row{S::kWaitReply,                      kRequest,                              A::kSendCdnCleanUp, S::kIdle,        kLacIn},
    Row{S::kWaitReply,                      kConnected | E::kCdn,                  A::kCleanUp,        S::kIdle,        kLacIn},
    Row{S::kWaitReply,                      E::kLocalClose,                        A::kSendCdnCleanUp, S::kIdle,        kLacIn},
    Row{S::kEstablished,                    E::kCdn,                               A::kCleanUp,        S::kIdle,        kLacIn},
    Row{S::kEstablished,                    kRequest | kReply | kConnected,        A::kSendCdnCleanUp, S::kIdle,        kLacIn},
    Row{S::kEstablished,                    E::kLocalClose,                        A::kSendCdnCleanUp, S::kIdle,        kLacIn},
    // Blank in the RFC.
    Row{S::kPreparing,                      kRequest | kReply | kConnected | E::kOtherDirection, A::kSendCdnCleanUp, S::kIdle, kLocal},
    Row{S::kPreparing,                      {E::kRefused, E::kLocalClose},         A::kSendCdnCleanUp, S::kIdle,        kLocal},
    Row{S::kPreparing,                      E::kCdn,                               A::kCleanUp,        S::kIdle,        kLocal},
    Row{{S::kWaitReply, S::kEstablished},   E::kOtherDirection,                    A::kSendCdnCleanUp, S::kIdle,        kLocal},
    Row{S::kEstablished,                    E::kSli,                               A::kReportLink,     S::kEstablished, kLocal},
    Row{S::kEstablished,                    {E::kWen, E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered}, A::kIgnore, S::kEstablished, kLocal},
    Row{S::kPreparing,                      {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kAnswered}, A::kIgnore, S::kPreparing, kLocal},
    Row{S::kWaitReply,                      {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered}, A::kIgnore, S::kWaitReply, kLocal},
    Row{S::kWaitTunnel,                     kRequest | kReply | kConnected | SetOf<E>{E::kOtherDirection, E::kCdn, E::kWen, E::kSli, E::kLocalOpen, E::kPrepared, E::kRefused, E::kAnswered},
                                                                                   A::kIgnore,         S::kWaitTunnel,  kLocal},
    Row{S::kIdle,                           kRequest | SetOf<E>{E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered, E::kLocalClose, E::kOtherDirection, E::kWen, E::kSli},
                                                                                   A::kIgnore,         S::kIdle,        kLocal},
    Row{{S::kWaitConnect, S::kWaitCsAnswer}, kRequest | kReply | kConnected | SetOf<E>{E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered, E::kLocalClose, E::kOtherDirection, E::kCdn, E::kWen, E::kSli},
                                                                                   A::kIgnore,         S::kIdle,        kLocal},
};

constexpr char kLnsIn[] = "7.4.2";
constexpr std::array kLnsIncomingRows = {
    // The RFC sends the ICRP here; ours waits for the host: preparing.
    Row{S::kIdle,                           E::kRequestAcceptable,                 A::kPrepare,        S::kPreparing,   kLnsIn},
    Row{S::kPreparing,                      E::kPrepared,                          A::kSendReply,      S::kWaitConnect, kLnsIn},
    Row{S::kIdle,                           E::kRequestNotAcceptable,              A::kSendCdnCleanUp, S::kIdle,        kLnsIn},
    Row{S::kIdle,                           kReply,                                A::kSendCdnCleanUp, S::kIdle,        kLnsIn},
    Row{S::kIdle,                           kConnected | E::kCdn,                  A::kIgnore,         S::kIdle,        kLnsIn},
    Row{S::kWaitConnect,                    E::kConnectedAcceptable,               A::kUp,             S::kEstablished, kLnsIn},
    Row{S::kWaitConnect,                    E::kConnectedNotAcceptable,            A::kSendCdnCleanUp, S::kIdle,        kLnsIn},
    Row{S::kWaitConnect,                    kRequest | kReply,                     A::kSendCdnCleanUp, S::kIdle,        kLnsIn},
    Row{{S::kWaitConnect, S::kEstablished}, E::kCdn,                               A::kCleanUp,        S::kIdle,        kLnsIn},
    Row{{S::kWaitConnect, S::kEstablished}, E::kLocalClose,                        A::kSendCdnCleanUp, S::kIdle,        kLnsIn},
    Row{S::kEstablished,                    kRequest | kReply | kConnected,        A::kSendCdnCleanUp, S::kIdle,        kLnsIn},
    // Blank in the RFC.
    Row{S::kPreparing,                      kRequest | kReply | kConnected | E::kOtherDirection, A::kSendCdnCleanUp, S::kIdle, kLocal},
    Row{S::kPreparing,                      {E::kRefused, E::kLocalClose},         A::kSendCdnCleanUp, S::kIdle,        kLocal},
    Row{S::kPreparing,                      E::kCdn,                               A::kCleanUp,        S::kIdle,        kLocal},
    Row{{S::kWaitConnect, S::kEstablished}, E::kOtherDirection,                    A::kSendCdnCleanUp, S::kIdle,        kLocal},
    Row{S::kEstablished,                    E::kWen,                               A::kReportErrors,   S::kEstablished, kLocal},
    Row{S::kEstablished,                    {E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered}, A::kIgnore, S::kEstablished, kLocal},
    Row{S::kWaitConnect,                    {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered}, A::kIgnore, S::kWaitConnect, kLocal},
    Row{S::kPreparing,                      {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kAnswered}, A::kIgnore, S::kPreparing, kLocal},
    Row{S::kIdle,                           {E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered, E::kLocalClose, E::kOtherDirection, E::kWen, E::kSli},
                                                                                   A::kIgnore,         S::kIdle,        kLocal},
    Row{{S::kWaitTunnel, S::kWaitReply, S::kWaitCsAnswer}, kRequest | kReply | kConnected | SetOf<E>{E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered, E::kLocalClose, E::kOtherDirection, E::kCdn, E::kWen, E::kSli},
                                                                                   A::kIgnore,         S::kIdle,        kLocal},
};

constexpr char kLacOut[] = "7.5.1";
constexpr std::array kLacOutgoingRows = {
    // The RFC sends the OCRP once the LAC knows that it can dial: the host says so, hence preparing.
    Row{S::kIdle,                           E::kRequestAcceptable,                 A::kPrepare,        S::kPreparing,    kLacOut},
    Row{S::kPreparing,                      E::kPrepared,                          A::kSendReply,      S::kWaitCsAnswer, kLacOut},
    Row{S::kIdle,                           E::kRequestNotAcceptable,              A::kSendCdnCleanUp, S::kIdle,         kLacOut},
    Row{S::kIdle,                           kReply,                                A::kSendCdnCleanUp, S::kIdle,         kLacOut},
    Row{S::kIdle,                           kConnected | E::kCdn,                  A::kIgnore,         S::kIdle,         kLacOut},
    Row{S::kWaitCsAnswer,                   E::kAnswered,                          A::kSendConnected,  S::kEstablished,  kLacOut},
    Row{S::kWaitCsAnswer,                   E::kLocalClose,                        A::kSendCdnCleanUp, S::kIdle,         kLacOut},
    Row{S::kWaitCsAnswer,                   kRequest | kReply | kConnected,        A::kSendCdnCleanUp, S::kIdle,         kLacOut},
    Row{S::kEstablished,                    kRequest | kReply | kConnected,        A::kSendCdnCleanUp, S::kIdle,         kLacOut},
    Row{{S::kWaitCsAnswer, S::kEstablished}, E::kCdn,                              A::kCleanUp,        S::kIdle,         kLacOut},
    Row{S::kEstablished,                    E::kLocalClose,                        A::kSendCdnCleanUp, S::kIdle,         kLacOut},
    // Blank in the RFC.
    Row{S::kPreparing,                      kRequest | kReply | kConnected | E::kOtherDirection, A::kSendCdnCleanUp, S::kIdle, kLocal},
    Row{S::kPreparing,                      {E::kRefused, E::kLocalClose},         A::kSendCdnCleanUp, S::kIdle,         kLocal},
    Row{S::kPreparing,                      E::kCdn,                               A::kCleanUp,        S::kIdle,         kLocal},
    // The host may find out after its answer that it cannot go on.
    Row{S::kWaitCsAnswer,                   E::kRefused,                           A::kSendCdnCleanUp, S::kIdle,         kLocal},
    Row{{S::kWaitCsAnswer, S::kEstablished}, E::kOtherDirection,                   A::kSendCdnCleanUp, S::kIdle,         kLocal},
    Row{S::kEstablished,                    E::kSli,                               A::kReportLink,     S::kEstablished,  kLocal},
    Row{S::kEstablished,                    {E::kWen, E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered}, A::kIgnore, S::kEstablished, kLocal},
    Row{S::kWaitCsAnswer,                   {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kPrepared}, A::kIgnore, S::kWaitCsAnswer, kLocal},
    Row{S::kPreparing,                      {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kAnswered}, A::kIgnore, S::kPreparing, kLocal},
    Row{S::kIdle,                           {E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered, E::kLocalClose, E::kOtherDirection, E::kWen, E::kSli},
                                                                                   A::kIgnore,         S::kIdle,         kLocal},
    Row{{S::kWaitTunnel, S::kWaitReply, S::kWaitConnect}, kRequest | kReply | kConnected | SetOf<E>{E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered, E::kLocalClose, E::kOtherDirection, E::kCdn, E::kWen, E::kSli},
                                                                                   A::kIgnore,         S::kIdle,         kLocal},
};

constexpr char kLnsOut[] = "7.5.2";
constexpr std::array kLnsOutgoingRows = {
    Row{S::kIdle,                           E::kLocalOpen,                         A::kNone,           S::kWaitTunnel,   kLnsOut},
    Row{S::kIdle,                           kConnected | kReply | E::kCdn,         A::kIgnore,         S::kIdle,         kLnsOut},
    Row{S::kWaitTunnel,                     E::kTunnelOpen,                        A::kSendRequest,    S::kWaitReply,    kLnsOut},
    // The RFC waits for the OCCN at once; ours prepares the data plane in between.
    Row{S::kWaitReply,                      E::kReplyAcceptable,                   A::kPrepare,        S::kPreparing,    kLnsOut},
    Row{S::kPreparing,                      E::kPrepared,                          A::kNone,           S::kWaitConnect,  kLnsOut},
    Row{S::kWaitReply,                      E::kReplyNotAcceptable,                A::kSendCdnCleanUp, S::kIdle,         kLnsOut},
    Row{S::kWaitReply,                      kConnected | kRequest,                 A::kSendCdnCleanUp, S::kIdle,         kLnsOut},
    Row{S::kWaitConnect,                    E::kConnectedAcceptable,               A::kUp,             S::kEstablished,  kLnsOut},
    Row{S::kWaitConnect,                    kRequest | kReply,                     A::kSendCdnCleanUp, S::kIdle,         kLnsOut},
    Row{{S::kWaitReply, S::kWaitConnect, S::kEstablished}, E::kCdn,                A::kCleanUp,        S::kIdle,         kLnsOut},
    Row{S::kEstablished,                    kRequest | kReply | kConnected,        A::kSendCdnCleanUp, S::kIdle,         kLnsOut},
    Row{{S::kWaitReply, S::kWaitConnect, S::kEstablished}, E::kLocalClose,         A::kSendCdnCleanUp, S::kIdle,         kLnsOut},
    Row{S::kWaitTunnel,                     E::kLocalClose,                        A::kCleanUp,        S::kIdle,         kLnsOut},
    // Blank in the RFC.
    Row{S::kPreparing,                      E::kConnectedAcceptable,               A::kKeepConnected,  S::kPreparing,    kLocal},
    Row{S::kPreparing,                      kRequest | kReply | SetOf<E>{E::kConnectedNotAcceptable, E::kOtherDirection}, A::kSendCdnCleanUp, S::kIdle, kLocal},
    Row{S::kPreparing,                      {E::kRefused, E::kLocalClose},         A::kSendCdnCleanUp, S::kIdle,         kLocal},
    Row{S::kPreparing,                      E::kCdn,                               A::kCleanUp,        S::kIdle,         kLocal},
    Row{S::kWaitConnect,                    E::kConnectedNotAcceptable,            A::kSendCdnCleanUp, S::kIdle,         kLocal},
    Row{{S::kWaitReply, S::kWaitConnect, S::kEstablished}, E::kOtherDirection,     A::kSendCdnCleanUp, S::kIdle,         kLocal},
    Row{S::kEstablished,                    E::kWen,                               A::kReportErrors,   S::kEstablished,  kLocal},
    Row{S::kEstablished,                    {E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered}, A::kIgnore, S::kEstablished, kLocal},
    Row{S::kWaitConnect,                    {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered}, A::kIgnore, S::kWaitConnect, kLocal},
    Row{S::kPreparing,                      {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kAnswered}, A::kIgnore, S::kPreparing, kLocal},
    Row{S::kWaitReply,                      {E::kWen, E::kSli, E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered}, A::kIgnore, S::kWaitReply, kLocal},
    Row{S::kWaitTunnel,                     kRequest | kReply | kConnected | SetOf<E>{E::kOtherDirection, E::kCdn, E::kWen, E::kSli, E::kLocalOpen, E::kPrepared, E::kRefused, E::kAnswered},
                                                                                   A::kIgnore,         S::kWaitTunnel,   kLocal},
    Row{S::kIdle,                           kRequest | SetOf<E>{E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered, E::kLocalClose, E::kOtherDirection, E::kWen, E::kSli},
                                                                                   A::kIgnore,         S::kIdle,         kLocal},
    Row{S::kWaitCsAnswer,                   kRequest | kReply | kConnected | SetOf<E>{E::kLocalOpen, E::kTunnelOpen, E::kPrepared, E::kRefused, E::kAnswered, E::kLocalClose, E::kOtherDirection, E::kCdn, E::kWen, E::kSli},
                                                                                   A::kIgnore,         S::kIdle,         kLocal},
};
// clang-format on

constexpr auto kLacIncoming = Matrix::from(kLacIncomingRows);
constexpr auto kLnsIncoming = Matrix::from(kLnsIncomingRows);
constexpr auto kLacOutgoing = Matrix::from(kLacOutgoingRows);
constexpr auto kLnsOutgoing = Matrix::from(kLnsOutgoingRows);
static_assert(kLacIncoming.complete(), "7.4.1: each state and event needs exactly one row");
static_assert(kLnsIncoming.complete(), "7.4.2: each state and event needs exactly one row");
static_assert(kLacOutgoing.complete(), "7.5.1: each state and event needs exactly one row");
static_assert(kLnsOutgoing.complete(), "7.5.2: each state and event needs exactly one row");

const Matrix& matrix_of(Role role, Direction direction) {
    if (direction == Direction::kIncoming) return role == Role::kLac ? kLacIncoming : kLnsIncoming;
    return role == Role::kLac ? kLacOutgoing : kLnsOutgoing;
}

constexpr std::array<std::string_view, static_cast<std::size_t>(S::kCount_)> kStateNames = {
    "idle", "wait-tunnel", "preparing", "wait-reply", "wait-connect", "wait-cs-answer", "established"};

constexpr std::array<std::string_view, static_cast<std::size_t>(E::kCount_)> kEventNames = {
    "local open", "tunnel open", "prepared", "refused", "answered", "local close", "request acceptable",
    "request not acceptable", "reply acceptable", "reply not acceptable", "connected acceptable",
    "connected not acceptable", "other direction", "CDN", "WEN", "SLI"};

constexpr std::array<std::string_view, static_cast<std::size_t>(A::kCount_)> kActionNames = {
    "none", "send request", "prepare", "send reply", "send connected", "up", "keep connected",
    "send CDN, clean up", "clean up", "report errors", "report link", "ignore"};

}  // namespace

SessionStep session_step(Role role, Direction direction, SessionState state, SessionEvent event) {
    const auto& cell = matrix_of(role, direction).at(state, event);
    return {cell.action, cell.next, cell.source};
}

std::string_view name_of(SessionState state) { return kStateNames[static_cast<std::size_t>(state)]; }
std::string_view name_of(SessionEvent event) { return kEventNames[static_cast<std::size_t>(event)]; }
std::string_view name_of(SessionAction action) { return kActionNames[static_cast<std::size_t>(action)]; }

}  // namespace l2tp
