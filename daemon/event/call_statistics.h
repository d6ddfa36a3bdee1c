// How many calls there were, and why they ended. Since the daemon's start.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>

#include "call/call_observer.h"
#include "end/link_quality.h"

namespace vpdnd {

class CallStatistics : public CallObserver {
  public:
    void begin(const Call&) override { ++begun_; }
    void up(const Call&) override { ++up_; }
    void ended(const Call& call) override;

    std::uint64_t begun() const { return begun_; }
    std::uint64_t up() const { return up_; }
    std::uint64_t ended() const { return std::accumulate(ended_.begin(), ended_.end(), std::uint64_t{0}); }
    /// LCP echoes of ended calls.
    const EchoSums& echoes() const { return echoes_; }
    std::uint64_t ended(EndCause cause) const { return ended_[static_cast<std::size_t>(cause)]; }

  private:
    std::uint64_t begun_ = 0, up_ = 0;
    EchoSums echoes_;
    std::array<std::uint64_t, static_cast<std::size_t>(EndCause::kCount_)> ended_{};
};

}  // namespace vpdnd
