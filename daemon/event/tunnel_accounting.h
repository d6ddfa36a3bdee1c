// Tunnels as sessions of accounting: Tunnel-Start and -Stop, Tunnel-Reject. RFC 2867 section 3. Those of their links are CallAccounting's.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "accounting/accounting_ledger.h"
#include "l2tp/ids.h"
#include "tunnel/tunnel_observer.h"

namespace l2tp {
class Endpoint;
}

namespace vpdnd {

class TunnelAccounting : public TunnelObserver {
  public:
    /// All outlive the observer.
    struct Parts {
        AccountingLedger& ledger;
        const l2tp::Endpoint& endpoint;
        std::string session_prefix;
        /// The [radius.NAME] that is told of tunnels of this group; empty: none.
        std::function<std::string(const std::string& group)> set_of;
        /// Our Host Name in tunnels of this group.
        std::function<std::string(const std::string& group)> local_name;
    };
    explicit TunnelAccounting(Parts parts) : parts_(std::move(parts)) {}

    void tunnel_up(const l2tp::TunnelUp& tunnel) override;
    void tunnel_ended(const l2tp::TunnelDown& tunnel) override;
    void tunnel_refused(const l2tp::RefusedTunnel& tunnel) override;
    /// Those that are established, and Acct-Session-Id; empty: nobody is told.
    using Record = std::map<l2tp::TunnelId, std::string>;
    Record save() const { return told_; }
    void adopt(Record record) { told_ = std::move(record); }

  private:
    struct Ends;
    std::string new_id();
    radius::AttributeList attributes_of(const Ends& ends, const std::string& id) const;
    void reject(l2tp::TunnelId id, const l2tp::ResultCode& why, bool by_peer);

    const Parts parts_;
    Record told_;
};

/// Acct-Terminate-Cause (RFC 2866 section 5.10) of a tunnel that ended so.
std::uint8_t terminate_cause_of_tunnel(const l2tp::ResultCode& result, bool by_peer);

}  // namespace vpdnd
