// Multilink bundles (RFC 1990) of this machine, as the plugins of their links tell of them: an interface, a name, the
// links that are members, and the link whose pppd owns the interface. pppd makes and ends bundles; here it is known who
// belongs to whom.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "call/call_record.h"
#include "l2tp/ids.h"
#include "os/event_loop.h"

namespace vpdnd {

class CallTable;

struct Bundle {
    struct Member {
        CallId call;
        l2tp::SessionKey key;
    };
    std::string name, interface, user;
    CallId owner{};  ///< whose pppd holds the interface; it may have no link in it any more
    bool has_owner = false;
    SteadyTime since{};  ///< of its first link
    std::vector<Member> members;
};

class BundleTable {
  public:
    explicit BundleTable(const CallTable& calls) : calls_(calls) {}

    /// The link of this call is in the bundle that `ppp` names; may be told again. True: it is new there.
    bool join(CallId call, l2tp::SessionKey key, const PppStatus& ppp);
    /// Links of that bundle that serve its user: those that are ending do not.
    std::size_t serving(const PppStatus& ppp) const;
    /// The link is gone. A bundle without links is forgotten.
    void leave(CallId call);
    /// The owner's process died and took the interface along: the other links carry nothing any more, and end.
    void owner_died(CallId call, const PppStatus& owner);

    /// What the links' reports do not say, as plain data.
    struct Record {
        std::string name, interface;
        SteadyTime since{};
    };
    std::vector<Record> save() const;
    /// Before the links join again, and after it.
    void adopt(const std::vector<Record>& saved);
    void end_adoption();

    std::size_t size() const { return bundles_.size(); }
    void for_each(const std::function<void(const Bundle&)>& visit) const;

  private:
    using Key = std::pair<std::string, std::string>;  ///< name, interface

    const CallTable& calls_;
    std::map<Key, Bundle> bundles_;
};

}  // namespace vpdnd
