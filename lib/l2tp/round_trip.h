// How long the peer takes to acknowledge: a smoothed mean and its variation, as RFC 6298 does it for TCP.
#pragma once

#include <cstdint>
#include <optional>

#include "l2tp/time.h"

namespace l2tp {

class RoundTrip {
  public:
    /// A message that was sent once was acknowledged after `took`.
    void measured(Duration took);
    /// When an acknowledgement is later than this it is not likely to come; empty: never measured.
    std::optional<Duration> overdue_after() const;

  private:
    std::uint32_t mean_ = 0;       ///< microseconds; 0: never measured
    std::uint32_t variation_ = 0;  ///< microseconds
};

}  // namespace l2tp
