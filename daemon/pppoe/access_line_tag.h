// The access line as the access node describes it in a Vendor-Specific TAG. TR-101 (Broadband Forum) section 3.9.2 and
// appendix A; what L2TP carries of it is RFC 5515.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "l2tp/messages.h"

namespace vpdnd::pppoe {

struct AccessLine {
    std::string circuit_id, remote_id;  ///< raw; at most 63 octets each
    std::vector<l2tp::VendorAvp> avps;  ///< RFC 5515: these two and what else is known, one of a kind
    std::uint64_t upstream = 0, downstream = 0;  ///< actual rates, bit/s; 0: not known

    bool operator==(const AccessLine&) const = default;
};

/// Reads the value of a Vendor-Specific TAG. Another vendor's says nothing to us; what is wrong in it is left out, for it
/// must cost no user his call.
void read_access_line(AccessLine& into, std::span<const std::uint8_t> value);

}  // namespace vpdnd::pppoe
