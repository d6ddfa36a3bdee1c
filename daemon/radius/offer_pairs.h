// Cisco's AV pairs of a tunnel, "vpdn:name=value". Pure functions; one row a name.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "radius/attributes.h"
#include "radius/tunnel_offer.h"
#include "radius/tunnel_sets.h"

namespace vpdnd {

/// An LNS of `vpdn:ip-addresses`: those between two slashes are equal, those behind a slash are asked when these fail.
struct RankedAddress {
    std::string address;
    unsigned place = 0;
};

struct OfferPairs {
    radius::TunnelSet common;  ///< what RFC 2868 has attributes for
    std::vector<RankedAddress> addresses;
    TunnelOffer offer;  ///< the rest; no tunnels
};

/// Pairs of other protocols than "vpdn" are not looked at; one that is not known is noted. Error: a value that cannot be used.
[[nodiscard]] tl::expected<OfferPairs, std::string> read_offer_pairs(const radius::AttributeList& attributes);

}  // namespace vpdnd
