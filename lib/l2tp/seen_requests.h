// The SCCRQs that were not answered when they came first, so that their retransmission is known: it repeats the body octet
// by octet (RFC 2661 section 5.8). Two generations of digests; bounded memory whatever arrives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>

#include "l2tp/time.h"

namespace l2tp {

struct SeenRecord;

class SeenRequests {
  public:
    /// Whether this one, by digest, was asked about before: from one to two kGeneration ago at the most, less in a flood.
    /// It is remembered from now on.
    bool repeats(Time now, std::uint64_t request);
    SeenRecord save() const;
    void adopt(const SeenRecord& record);

  private:
    static constexpr Duration kGeneration = std::chrono::seconds(10);  ///< a retransmission comes after 1 to 8 s
    static constexpr std::size_t kMostKept = 8192;                     ///< of a generation

    Time began_{};
    std::unordered_set<std::uint64_t> newer_, older_;
};

}  // namespace l2tp
