// Limits against floods of SCCRQs: control connections not yet established, in all and from one address, and
// requests a second from one address. Bounded memory whatever arrives.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "l2tp/peer_address.h"
#include "l2tp/settings.h"
#include "l2tp/time.h"
#include "l2tp/tracer.h"

namespace l2tp {

struct RateRecord;

class HalfOpenLimits {
  public:
    /// Why a new request from `ip` must be dropped; empty if it may be looked at. Counts it for the rate limit.
    std::optional<DropReason> check(Time now, const IpAddress& ip, const EndpointSettings& settings);
    /// One control connection more, or less, is not established. closed() of an address without any does nothing.
    void opened(const IpAddress& ip);
    void closed(const IpAddress& ip);
    /// Control connections that are not established.
    unsigned total() const { return total_; }
    /// The requests a second, by address. Tunnels are counted by opened().
    std::vector<RateRecord> save_rates() const;
    void adopt_rates(const std::vector<RateRecord>& records);

  private:
    struct Second {
        Time began{};
        unsigned requests = 0;
    };
    static constexpr std::size_t kMostRatesKept = 4096;  ///< addresses; one more, and all are forgotten

    bool over_rate(Time now, const IpAddress& ip, unsigned per_second);

    unsigned total_ = 0;
    std::unordered_map<IpAddress, unsigned> by_address_;
    std::unordered_map<IpAddress, Second> rates_;
};

}  // namespace l2tp
