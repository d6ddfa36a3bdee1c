// Which message takes which AVP. RFC 2661 section 6, one row a message.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "l2tp/avp_catalogue.h"
#include "l2tp/messages.h"

namespace l2tp {

/// A set of catalogue rows.
class AvpSet {
  public:
    constexpr AvpSet(std::initializer_list<Avp> members) {
        for (const auto avp : members) bits_ |= bit(avp);
    }
    constexpr bool has(Avp avp) const { return (bits_ & bit(avp)) != 0; }

  private:
    static_assert(kAvpCount <= 64);
    static constexpr std::uint64_t bit(Avp avp) { return std::uint64_t{1} << static_cast<unsigned>(avp); }
    std::uint64_t bits_ = 0;
};

struct MessageRow {
    MessageType type;
    const char* name;
    bool session_scope;        ///< an error costs the session; else the control connection
    AvpSet required;           ///< besides Message Type
    AvpSet optional;           ///< besides Random Vector
    bool zero_id = false;      ///< an assigned id of 0 is taken: the sender gave up before it had one
    bool access_line = false;  ///< keeps the AVPs of vendor 3561 (RFC 5515)
    const char* section;
};

/// Null: not a message of RFC 2661.
const MessageRow* find_message(std::uint16_t type);
std::span<const MessageRow> message_table();

}  // namespace l2tp
