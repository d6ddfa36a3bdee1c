// What is known of the user's line: said by the LAC in ICRQ and ICCN, or known here if this is the LAC. Kept for
// showing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "end/boxed.h"
#include "ipc/line_kind.h"
#include "l2tp/messages.h"

namespace vpdnd {

/// Strings and octets of peers are raw. Calls are many: what most lines do not have is kept apart.
struct CallLine {
    struct Names {
        std::string sub_address, port_name;
        std::vector<l2tp::VendorAvp> access_line;  ///< RFC 5515
        std::string interface = {};  ///< of this machine, that a user's line is on; a terminal without /dev/
    };

    std::uint64_t tx_speed = 0, rx_speed = 0;  ///< bit/s, to and from the user; 0: not known
    std::uint32_t framing = 0, bearer = 0;     ///< bits of AVPs 19 and 18; 0: not known
    ipc::LineKind kind{};                      ///< at this machine
    std::optional<std::uint32_t> physical_channel;
    std::optional<l2tp::Sli> accm;  ///< last Set-Link-Info, sent or received
    Boxed<Names> names;             ///< empty: none

    void read(const l2tp::Icrq& request);
    void read(const l2tp::Iccn& connected);
};

/// Speeds in bit/s, to and from the user. One that 32 bits do not hold is told as the greatest they do, and exactly in
/// AVP 74 or 75 (RFC 3931), which a peer that does not know it ignores: the M bit is clear. The receive speed is told
/// where it differs.
void put_speeds(l2tp::Iccn& connected, std::uint64_t tx, std::uint64_t rx);

}  // namespace vpdnd
