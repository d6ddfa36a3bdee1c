// Calls as sessions of accounting: when one begins and ends for RADIUS servers, and what they are told of it. RFC 2866.
//
// A call that ends here begins when IP comes up: then the user's address is known. One that is forwarded, when its session is
// established. A user whom a server let in but whose IP never came up is told by a Stop alone, so that what it set aside for him is
// free again. One who logs in anew on the same call is another session, with another Acct-Session-Id. Whether a call is told of is
// decided when it has its route: a reload changes it for new calls. Where a group has its tunnels accounted (RFC 2867), each
// of its calls is a link of one, too.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "accounting/accounting_ledger.h"
#include "call/call.h"
#include "call/call_observer.h"
#include "radius/accounted_call.h"
#include "radius/accounting_rule.h"

namespace vpdnd {

class CallAccounting : public CallObserver {
  public:
    /// All outlive the observer.
    struct Parts {
        AccountingLedger& ledger;
        const l2tp::Endpoint& endpoint;
        DataPlane& dataplane;
        const CallTable& calls;
        const std::shared_ptr<const Config>& config;  ///< the one in force
        std::string session_prefix;
    };
    explicit CallAccounting(Parts parts) : parts_(std::move(parts)) {}

    void up(const Call& call) override;
    void routed(const Call& call, const Route& route) override;
    void changed(const Call& call) override;
    void login_over(const Call& call) override;
    void ended(const Call& call) override;
    /// What the ledger does not know.
    struct Record {
        struct Told {
            CallId call{};
            AccountingRule rule;
            std::uint32_t links_ever = 0;  ///< of its bundle
            radius::Usage before;          ///< that other logins are told of
        };
        std::vector<Told> calls;
    };
    Record save() const;
    /// Of calls that were taken over, once they are there.
    void adopt(const Record& record);

    /// The daemon stops: that tunnels are closed is the administrator's doing, from now on.
    void stopping() { stopping_ = true; }
    /// For the ledger: how things are with a session; empty: it is gone, or cannot be asked now.
    std::optional<AccountingState> state(const std::string& id) const;
    /// Its Start was not taken in time: the call ends.
    void unaccounted(const std::string& id);
    /// Sets of the calls that are told of, from their routes on.
    std::set<std::string> held() const;

  private:
    using BundleKey = std::pair<std::string, std::uint32_t>;  ///< name, unit
    struct Bundle {
        std::string id;  ///< Acct-Multi-Session-Id
        std::uint32_t links = 0, ever = 0;
    };
    struct Told {
        std::string id;
        std::optional<BundleKey> bundle;
        std::string link;  ///< its name in the ledger as a link of its tunnel; empty: it is not told as one
        radius::Usage before = {};  ///< of the session, that other logins are told of
    };
    std::string id_of(const Call& call) const;
    void begin_session(const Call& call, bool ends_here);
    AccountedCall describe(const Call& call, bool ends_here) const;
    std::optional<UserTunnel> tunnel_of(const Call& call, bool ends_here) const;
    void join_bundle(const Call& call, Told& told);
    std::uint8_t cause_of(const Call& call) const;
    AccountingState state_of(const Told& told, const SessionStatistics* traffic) const;
    bool finish(const Call& call, std::uint8_t cause, const SessionStatistics* traffic);
    void adopt(const Call& call);
    const AccountingRule* rule_of(const Call& call) const;
    void begin_link(const AccountingRule& rule, const radius::AttributeList& attributes, Told& told);
    void tell_stop_alone(const Call& call, const AccountingRule& rule, std::uint8_t cause);
    void tell_link_rejected(const Call& call, const AccountingRule& rule, std::uint8_t cause);

    const Parts parts_;
    std::unordered_map<CallId, AccountingRule> rules_;  ///< of calls that are told of
    std::unordered_map<CallId, Told> told_;
    std::unordered_map<CallId, radius::Usage> before_;  ///< of calls whose user has logged in anew
    std::map<std::string, CallId> by_id_;
    std::map<BundleKey, Bundle> bundles_;
    bool stopping_ = false;
};

}  // namespace vpdnd
