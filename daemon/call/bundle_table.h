// Multilink bundles (RFC 1990) of this machine, as the plugins of their links tell of them: a name, an interface, the links
// that are members, and the link whose pppd owns the interface. pppd makes and ends bundles; here it is known who belongs to
// whom. The kernel's PPP unit tells bundles of one name apart. What the interface is called is the owner's to say: it may
// rename it after others have joined.
#pragma once

#include <cstddef>
#include <cstdint>
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
    std::uint32_t unit = 0;
    CallId owner{};  ///< whose pppd holds the interface; it may have no link in it any more
    bool has_owner = false;
    SteadyTime since{};  ///< of its first link
    std::vector<Member> members;
};

class BundleTable {
  public:
    explicit BundleTable(const CallTable& calls) : calls_(calls) {}

    /// The link of this call is in the bundle that `ppp` names; may be told again. `ppp`, and that of the other links, gets the
    /// interface's name as the owner says it. True: it is new there.
    bool join(CallId call, l2tp::SessionKey key, PppStatus& ppp);
    /// Links of that bundle that serve its user: those that are ending do not.
    std::size_t serving(const PppStatus& ppp) const;
    /// The link is gone. A bundle without links is forgotten.
    void leave(CallId call);
    /// The interface is gone with the owner's process, or serves nobody: the other links end.
    void is_over(CallId call, const PppStatus& owner, const EndReason& why);

    /// What the links' reports do not say, as plain data.
    struct Record {
        std::string name;
        std::uint32_t unit = 0;
        std::string interface;
        SteadyTime since{};
    };
    std::vector<Record> save() const;
    /// Before the links join again, and after it.
    void adopt(const std::vector<Record>& saved);
    void end_adoption();

    std::size_t size() const { return bundles_.size(); }
    void for_each(const std::function<void(const Bundle&)>& visit) const;

  private:
    using Key = std::pair<std::string, std::uint32_t>;  ///< name, unit

    void call_it(Bundle& bundle, const std::string& interface);

    const CallTable& calls_;
    std::map<Key, Bundle> bundles_;
};

}  // namespace vpdnd
