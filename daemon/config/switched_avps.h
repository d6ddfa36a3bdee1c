// Tunnel switching: what becomes of the AVPs of a call that came by one tunnel and goes on by another. One row an AVP (or
// a set that makes sense only together), each with a key of [group.request-dialin.avps]. What is of one tunnel or session
// alone has no row and is always made anew: message type, ids, challenges, window, Random Vector, Sequencing Required, and
// with them whether values are hidden. AVPs that we do not know are dropped, as the M bit allows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "l2tp/messages.h"

namespace vpdnd {

enum class AvpAction : std::uint8_t {
    kPass,   ///< as it came
    kDrop,   ///< not told; where RFC 2661 requires the AVP, its value is 0
    kRenew,  ///< told with this machine's own value
};

/// Of one group, plain data: all pass. By the number of the row.
struct SwitchedAvps {
    std::array<AvpAction, 24> actions{};
    bool operator==(const SwitchedAvps&) const = default;
};

struct SwitchedAvpRow {
    std::string_view key;
    std::string_view choices;  ///< what may be done with it; "pass" is the default
    std::string_view help;
    /// Takes it out of a message of any kind. Null: the whole message is the AVP, and is not told on.
    void (*drop)(l2tp::Message& message);
};
std::span<const SwitchedAvpRow> switched_avp_rows();

// Rows that do more than drop a field.
inline constexpr std::string_view kClientPortAvp = "client-port", kCallErrorsAvp = "call-errors", kAccmAvp = "accm";
AvpAction action_of(const SwitchedAvps& avps, std::string_view key);

/// Takes out of an ICRQ, ICCN or CDN what came and is not told on. What is made anew is for its sender to put in.
void drop_what_stays(const SwitchedAvps& avps, l2tp::Message& message);

}  // namespace vpdnd
