// Who may have a place among the control connections that are not established yet: limits against floods of SCCRQs, most
// of which come from addresses that are not the sender's.
//
// - Not more than max_half_open in all, and max_half_open_per_address of one network: an IPv4 address, or the /64 of an
//   IPv6 one. A quarter of all is kept for peers whose addresses are configured (TunnelSettings::named_peers).
// - From half of either limit on ("pressed") a request gets a place only when it is repeated. A peer repeats its SCCRQ
//   after 1 s (RFC 2661 section 5.8); one who writes forged ones has to send each of them twice.
// - Where a limit is reached the oldest one that has not answered for kPatience makes room: a peer answers our SCCRP within
//   a round trip, and one who writes forged addresses never sees it.
//
// Bounded memory whatever arrives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "l2tp/ids.h"
#include "l2tp/peer_address.h"
#include "l2tp/seen_requests.h"
#include "l2tp/settings.h"
#include "l2tp/time.h"
#include "l2tp/tracer.h"

namespace l2tp {

/// What requests are counted by: the address, or of an IPv6 one the /64, any address of which one host may use.
IpAddress network_of(const IpAddress& ip);

class HalfOpenLimits {
  public:
    static constexpr Duration kPatience = std::chrono::milliseconds(500);

    struct Verdict {
        std::optional<DropReason> refused;
        TunnelId gives_way;  ///< is to be forgotten for it; 0: there is room
    };
    /// May a new request from `ip`, which a group serves, have a place? `request`: digest of all that a retransmission repeats.
    Verdict admit(Time now, const IpAddress& ip, bool named_peer, std::uint64_t request, const EndpointSettings& settings);

    /// A control connection that is not established.
    struct Place {
        IpAddress network;
        bool named_peer = false;
        bool answered = false;  ///< the peer got our SCCRP: it is where it says
        Time since{};
        bool operator==(const Place&) const = default;
    };
    /// There is one, or it is another by now.
    void put(TunnelId tunnel, const Place& place);
    /// There is none any more. Of a tunnel that has none: does nothing.
    void remove(TunnelId tunnel);
    bool is_pressed(const EndpointSettings& settings) const;
    std::size_t total() const { return places_.size(); }

    SeenRequests seen;

  private:
    using ByAge = std::set<std::pair<Time, TunnelId>>;
    struct Group {
        std::size_t size = 0;
        ByAge unanswered;
    };

    Group& class_of(const Place& place) { return place.named_peer ? named_ : strangers_; }
    void forget(TunnelId tunnel, const Place& place);

    std::unordered_map<TunnelId, Place> places_;
    std::unordered_map<IpAddress, Group> networks_;
    Group named_, strangers_;
};

}  // namespace l2tp
