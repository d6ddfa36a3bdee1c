// Which VPDN group serves a tunnel or a call, and the tunnel settings that follow from a group. Pure functions of
// the configuration; a reload makes a new GroupPolicy.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "config/config.h"
#include "l2tp/peer_address.h"
#include "l2tp/settings.h"
#include "tunnel/peer_policy.h"

namespace vpdnd {

/// What a call is known by. Strings are raw.
struct CallKeys {
    std::string_view user, called_number;
    std::string_view peer_name = {};  ///< of a call that a tunnel brought
    bool user_told = true;            ///< false: `user` is not known yet
    std::string_view calling_number = {};
    std::string_view interface = {};  ///< of this machine, that a user's call came in by
};

class GroupPolicy : public PeerPolicy {
  public:
    explicit GroupPolicy(std::shared_ptr<const Config> config);

    const Config& config() const { return *config_; }

    /// The group that serves an SCCRQ with this Host Name from this address: exact `terminate-from`, then the longest
    /// wildcard, then groups that name none; `peers` must fit; file order breaks ties. Null: *why says what was missing.
    const Group* group_for_peer(std::string_view host_name, const l2tp::IpAddress& remote, std::string* why) const;

    std::optional<ServedPeer> serve(std::string_view host_name, const l2tp::IpAddress& remote, std::string* why) const override;

    bool knows(const l2tp::IpAddress& remote) const override;

    /// The group with a request-dialin part that this call belongs to, in the order of `search-order`; null: none.
    /// *needs_user: none yet, but there are groups that the user's domain may lead to, which is not told yet.
    const Group* group_for_call(const CallKeys& call, bool* needs_user = nullptr) const;

    /// Settings of the group's tunnels; the same object for all of them.
    l2tp::TunnelSettingsPtr settings(const Group& group) const;

  private:
    using Fit = std::size_t (*)(std::string_view pattern, std::string_view text);

    const Group* group_by(std::string_view key, const CallKeys& call) const;
    bool has_domains() const;
    const Group* best_fit(std::vector<std::string> RequestDialin::* names, std::string_view text, Fit fits) const;

    std::shared_ptr<const Config> config_;
    std::map<const Group*, l2tp::TunnelSettingsPtr> settings_;
};

/// How tunnels of the group behave.
l2tp::TunnelSettings tunnel_settings(const Group& group, const Config& config);

}  // namespace vpdnd
