// How often something happened this second, by address. Bounded memory whatever arrives.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "l2tp/peer_address.h"
#include "l2tp/time.h"

namespace l2tp {

struct RateRecord;

class AddressRates {
  public:
    /// Counts one more. True: in the second that runs for this address there were `per_second` before.
    bool is_over(Time now, const IpAddress& ip, unsigned per_second);
    std::vector<RateRecord> save() const;  ///< by address
    void adopt(const std::vector<RateRecord>& records);

  private:
    struct Second {
        Time began{};
        unsigned count = 0;
    };
    static constexpr std::size_t kMostKept = 4096;  ///< addresses; one more, and all are forgotten

    std::unordered_map<IpAddress, Second> seconds_;
};

}  // namespace l2tp
