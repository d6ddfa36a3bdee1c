// How many datagrams go out at once, and how fast then: a bucket of tokens.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/time.h"

namespace radius {

class Pace {
  public:
    Pace(unsigned burst, unsigned per_millisecond)
        : burst_(std::max(burst, 1u)),
          interval_(base::Duration(std::chrono::milliseconds(1)) / std::clamp(per_millisecond, 1u, 1000u)),
          tokens_(burst_) {}

    /// May one be sent now?
    bool ready(base::Time now) {
        refill(now);
        return tokens_ > 0;
    }
    /// One is sent; ready() has said yes.
    void spend(base::Time now) {
        if (tokens_ == burst_) since_ = now;
        --tokens_;
    }
    /// When to ask again, if ready() says no: when a millisecond's worth has gathered.
    base::Time next() const { return since_ + std::max<base::Duration>(interval_, std::chrono::milliseconds(1)); }

  private:
    void refill(base::Time now) {
        if (tokens_ == burst_ || now <= since_) return;
        const auto gathered = (now - since_) / interval_;
        if (gathered >= static_cast<base::Duration::rep>(burst_ - tokens_)) {
            tokens_ = burst_;
            return;
        }
        tokens_ += static_cast<unsigned>(gathered);
        since_ += gathered * interval_;
    }

    unsigned burst_;
    base::Duration interval_;  ///< in which one token comes
    unsigned tokens_;
    base::Time since_{};       ///< from when on tokens have not been counted yet
};

}  // namespace radius
