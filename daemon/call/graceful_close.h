// Ends by the administrator's wish. Where a PPP of this machine speaks to the user, he is told by it first (LCP
// Terminate-Request); then goes the CDN, and of a tunnel the StopCCN when all its users have been told. That takes
// EndTimes::graceful at the most.
#pragma once

#include <map>
#include <unordered_set>

#include "call/call_table.h"
#include "l2tp/ids.h"

namespace l2tp {
class Endpoint;
}

namespace vpdnd {

class Tunnels;

class GracefulClose {
  public:
    /// All three outlive it.
    GracefulClose(l2tp::Endpoint& endpoint, const CallTable& calls, Tunnels& tunnels)
        : endpoint_(endpoint), calls_(calls), tunnels_(tunnels) {}
    GracefulClose(const GracefulClose&) = delete;
    GracefulClose& operator=(const GracefulClose&) = delete;

    /// False: there is no such session.
    bool close_session(l2tp::SessionKey key);
    /// False: there is no such tunnel, or it ends already. True again while its users are still being told.
    bool close_tunnel(l2tp::TunnelId id);

    /// A session of any tunnel is down. To be told of each.
    void session_is_down(l2tp::SessionKey key);

    using Record = std::map<l2tp::TunnelId, std::unordered_set<l2tp::SessionKey>>;
    const Record& save() const { return untold_; }
    void adopt(Record record) { untold_ = std::move(record); }

  private:
    void close_if_told(l2tp::TunnelId id);

    l2tp::Endpoint& endpoint_;
    const CallTable& calls_;
    Tunnels& tunnels_;
    Record untold_;  ///< tunnels that are being closed, and their sessions whose users are being told
};

}  // namespace vpdnd
