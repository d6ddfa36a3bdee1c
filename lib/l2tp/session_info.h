// What an endpoint tells about one session, as a value: a picture of the moment it was asked.
#pragma once

#include <cstdint>
#include <string>

#include "l2tp/effects.h"
#include "l2tp/ids.h"
#include "l2tp/session_fsm.h"
#include "l2tp/time.h"

namespace l2tp {

/// A row of `l2tpctl session list`: what the control plane knows; the host adds the PPP side.
struct SessionInfo {
    SessionKey key;
    PeerSessionId peer_id;
    SessionState state = SessionState::kIdle;
    Role role = Role::kLns;
    Direction direction = Direction::kIncoming;
    std::uint32_t serial = 0;  ///< Call Serial Number AVP
    std::string calling_number, called_number;
    bool sequencing = false;  ///< of its data messages
    Time since{};  ///< of the last change of state
};

}  // namespace l2tp
