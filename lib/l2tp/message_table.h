// The messages of RFC 2661 section 6, one row each. Which AVPs a message takes is in avp_table.h.
#pragma once

#include <cstdint>
#include <span>

#include "l2tp/messages.h"

namespace l2tp {

struct MessageRow {
    MessageType type;
    const char* name;
    const char* section;
    Message (*make)();           ///< one with every field at its default
    bool session_scope = false;  ///< an error costs the session; else the control connection
    bool zero_id = false;        ///< an assigned id of 0 is taken: the sender gave up before it had one
};

/// Null: not a message of RFC 2661.
const MessageRow* find_message(std::uint16_t type);
std::span<const MessageRow> message_table();

}  // namespace l2tp
