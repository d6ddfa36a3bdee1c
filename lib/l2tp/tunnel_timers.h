// The deadlines of one tunnel: what it does when nothing happens. Those of the reliable channel (retransmission,
// acknowledgement) and of calls in set-up are kept by their owners.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "l2tp/time.h"

namespace l2tp {

enum class TunnelTimer : std::uint8_t {
    kSetup,      ///< the tunnel was not established in time: close it
    kHello,      ///< nothing came from the peer for a while: ask whether it is there (RFC 2661 section 5.5)
    kNoSession,  ///< no call used the tunnel for a while: close it
    kProbe,      ///< the peer has not answered a probe (tunnel_probe.h)
    kDrained,    ///< no retransmission of the peer can be under way any more: forget the tunnel (section 5.7)
    kCount_,
};

class TunnelTimers {
  public:
    using Table = std::array<Time, static_cast<std::size_t>(TunnelTimer::kCount_)>;

    TunnelTimers() { stop_all(); }
    /// As table() gave it.
    explicit TunnelTimers(const Table& table) : at_(table) {}

    void set(TunnelTimer timer, Time at) { at_[index(timer)] = at; }
    void stop(TunnelTimer timer) { set(timer, kNever); }
    void stop_all() { at_.fill(kNever); }
    bool is_set(TunnelTimer timer) const { return at_[index(timer)] != kNever; }
    bool is_due(TunnelTimer timer, Time now) const { return at_[index(timer)] <= now; }
    /// kNever if none is set.
    Time next_deadline() const { return *std::min_element(at_.begin(), at_.end()); }
    /// By TunnelTimer; kNever where none is set.
    const Table& table() const { return at_; }

  private:
    static constexpr std::size_t index(TunnelTimer timer) { return static_cast<std::size_t>(timer); }

    Table at_;
};

}  // namespace l2tp
