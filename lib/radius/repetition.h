// When a request that is not answered is sent again. RFC 5080 section 2.2.1.
#pragma once

#include <array>
#include <cstdint>

#include "base/time.h"
#include "radius/random_source.h"

namespace radius {

/// A tenth more or less at the most, evenly spread: requests that were lost together are not repeated together.
inline base::Duration with_jitter(base::Duration time, base::Duration of, RandomSource& random) {
    std::array<std::uint8_t, 2> octets{};
    random.fill(octets);
    const int parts = (octets[0] << 8 | octets[1]) % 2001 - 1000;  // of 10,000: -10 % to +10 %
    return time + of / 10000 * parts;
}

inline base::Duration first_timeout(base::Duration initial, RandomSource& random) { return with_jitter(initial, initial, random); }

/// 0 for `longest`: there is no limit.
inline base::Duration next_timeout(base::Duration previous, base::Duration longest, RandomSource& random) {
    const auto doubled = with_jitter(2 * previous, previous, random);
    if (longest == base::Duration::zero() || doubled <= longest) return doubled;
    return with_jitter(longest, longest, random);
}

}  // namespace radius
