// How many PADOs are sent in a second, on one interface or on all: a bucket of tokens that holds a second's worth, so that the users of a
// street that has its power back are answered at once.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/time.h"

namespace vpdnd::pppoe {

class PadoPace {
  public:
    /// May one be sent now? Then it is counted. `per_second`: 0 is no limit; may change from one call to the next.
    bool take(base::Time now, unsigned per_second) {
        if (per_second == 0) return true;
        if (!began_) gathered_ = kSecond;
        if (began_ && now > since_) gathered_ = std::min(kSecond, gathered_ + (now - since_));
        if (!began_ || now > since_) since_ = now;
        began_ = true;
        const auto price = kSecond / per_second;
        if (gathered_ < price) return false;
        gathered_ -= price;
        return true;
    }

  private:
    static constexpr base::Duration kSecond = std::chrono::seconds(1);

    base::Duration gathered_{};  ///< time that was not spent
    base::Time since_{};
    bool began_ = false;
};

}  // namespace vpdnd::pppoe
