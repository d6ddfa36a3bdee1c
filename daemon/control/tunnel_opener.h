// `l2tpctl tunnel open`: from what the administrator typed to a tunnel that is established.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "config/config.h"
#include "ipc/control_error.h"
#include "l2tp/ids.h"
#include "net/resolver.h"
#include "policy/group_policy.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

struct TunnelTarget {
    std::string name;  ///< a host name or a literal address without brackets
    std::uint16_t port = 1701;
};

class TunnelOpener {
  public:
    using Opened = std::function<void(tl::expected<l2tp::TunnelId, ipc::ControlError>)>;

    /// `config` and `policy` are those of the moment: they change with a reload. All outlive the opener.
    TunnelOpener(const std::shared_ptr<const Config>& config, const std::shared_ptr<const GroupPolicy>& policy, Resolver& resolver,
                 Tunnels& tunnels)
        : config_(config), policy_(policy), resolver_(resolver), tunnels_(tunnels) {}

    /// Calls `opened` once, perhaps at once. `address`: see parse_target(); empty: those of the group's initiate-to, the
    /// lowest priority number first. They, and the addresses of a name, are tried one after the other; as with calls an
    /// ICMP error or silence for try-next-after makes it the turn of the next one.
    void open(const std::string& group, const std::optional<std::string>& address, Opened opened);

  private:
    struct Attempt;
    static std::vector<TunnelTarget> targets_of(const Group& group);
    void try_next(const std::shared_ptr<Attempt>& attempt);
    void open_first(const std::shared_ptr<Attempt>& attempt, const Resolver::Answer& answer);

    const std::shared_ptr<const Config>& config_;
    const std::shared_ptr<const GroupPolicy>& policy_;
    Resolver& resolver_;
    Tunnels& tunnels_;
};

/// "host:port", "[v6]:port", or a bare host or IPv6 address. Nothing: the port is none.
std::optional<TunnelTarget> parse_target(const std::string& text);

}  // namespace vpdnd
