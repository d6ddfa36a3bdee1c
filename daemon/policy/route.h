// Where a call goes: what policy answers, as a value. It carries everything that whoever acts on it needs, so that a
// call is not tied to configuration objects, and a server can answer as well as the file.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/config.h"
#include "l2tp/peer_address.h"
#include "l2tp/settings.h"
#include "reason/end_reason.h"

namespace vpdnd {

/// One LNS that a call may be forwarded to.
struct Target {
    std::string address;  ///< literal or name; resolved at each use
    std::uint16_t port = 1701;
    unsigned priority = 1, weight = 1;  ///< the lower priority number first; weights inside one priority
    unsigned session_limit = 0;         ///< 0: no limit
    /// Of the tunnel to it: secret, names, timers. Never null; settings->group is the target's group.
    l2tp::TunnelSettingsPtr settings = {};
    std::optional<l2tp::IpAddress> source = {};  ///< none: as the routing table says
    std::uint16_t source_port = 1701;            ///< 0: any
    bool other_port_allowed = true;              ///< where the four-tuple is taken (`reply-port = "auto"`)
    std::uint32_t reorder_timeout_ms = 100;      ///< of the session's data plane
    bool secret_of_its_own = false;              ///< other calls may come to the same LNS with another secret
};

/// Names a target over reloads and between calls: "group address:port", IPv6 in brackets.
std::string key_of(const Target& target);
/// "192.0.2.1:1701", "[2001:db8::1]:1701", "lns.example.net:1701": for logs and tables.
std::string name_of(const Target& target);

/// No: the user or the peer is told why.
struct Reject {
    EndReason why;
};
/// The line's own pppd goes on with the user.
struct Local {};
/// The user's name decides, and is not known yet. A call of a tunnel is taken, the user of a line is answered; then its route is
/// asked for again, with the name that the LAC proxies or the user says.
struct NeedsUser {
    std::uint32_t reorder_timeout_ms = 100;  ///< of the session's data plane
};
/// What the target is told in place of what is known of the call.
struct Rewriting {
    Rewrite templates;
    std::string domain_delimiters;
};
/// Of a call that came by a tunnel itself.
struct Switched {
    SwitchedAvps avps;   ///< what the target is told of what we were told
    l2tp::Bytes passed;  ///< machines that have forwarded the call, this one included: AVP "Switches Passed"
    std::uint32_t reorder_timeout_ms = 100;  ///< of the data plane of the session that brought it
};
/// The call goes on through a tunnel, to the first of the targets that takes it.
struct Forward {
    std::string group;
    std::vector<Target> targets;  ///< in no order: target_choice.h finds it
    /// A target that refused or failed is not asked again so long while there is another.
    std::chrono::milliseconds dead_time{60000};
    /// One that is silent so long is left for the next one; 0: only when its tunnel has ended.
    std::chrono::milliseconds try_next_after{4000};
    std::optional<Switched> switched = {};  ///< none: the call is of a user's line
    std::optional<Rewriting> rewriting = {};  ///< none: all is told as it is
    bool authenticate = false;  ///< the user of a line is to be let in here first
    /// Has one that is there, but busy (CDN 4, or 2/4), a dead time as well?
    bool dead_time_of_busy = true;
};
/// What is special to the PPP of a call of this machine's own.
struct ClientPpp {
    bool default_route = false;  ///< IPv4's goes through it
    bool ask_dns = false;        ///< the LNS is asked for DNS servers
    bool operator==(const ClientPpp&) const = default;
};
/// A call of this machine's own: it asks an LNS for the session that its pppd gets.
struct OwnCall {
    Forward to;
    ClientPpp ppp;
};
/// The call ends here, by a pppd that we start.
struct Terminate {
    std::string group;
    std::shared_ptr<const AcceptDialin> settings;  ///< never null; a reload does not change a call under way
    std::uint32_t reorder_timeout_ms = 100;        ///< of the session's data plane
    SameUser same_user = SameUser::kAllow;
    std::shared_ptr<const OwnCall> own = {};       ///< none: the call comes from a user
};
using Route = std::variant<Reject, Local, Terminate, NeedsUser, Forward>;

}  // namespace vpdnd
