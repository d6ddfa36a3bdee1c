// AC-Cookie: shows that the host got our PADO at the address that it says, without anything being remembered of it. RFC 2516
// section 9 and appendix A.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/time.h"
#include "pppoe/mac_address.h"

namespace vpdnd::pppoe {

using Cookie = std::array<std::uint8_t, 16>;
using CookieKey = std::array<std::uint8_t, 32>;

/// A keyed digest (HMAC-SHA-256, cut) of host, our address, interface and time. One is good for a minute at least and two at the
/// most: longer than a host that has chosen a concentrator repeats its PADR.
Cookie make_cookie(const CookieKey& key, int interface, const MacAddress& host, const MacAddress& own, base::Time now);
/// The comparison takes the same time wherever they differ.
bool is_cookie(std::span<const std::uint8_t> cookie, const CookieKey& key, int interface, const MacAddress& host,
               const MacAddress& own, base::Time now);


/// Stands for octets of a host of any length, where only their equality counts.
Cookie keyed_digest(const CookieKey& key, std::span<const std::uint8_t> octets);

}  // namespace vpdnd::pppoe
