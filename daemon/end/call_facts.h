// What is known of a call, whichever end learned it. Plain data, owned by the call; its ends write what they learn and
// read what the other has learned. Strings and octets of peers are raw.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "dataplane/dataplane.h"
#include "end/boxed.h"
#include "end/call_line.h"
#include "end/link_quality.h"
#include "end/ppp_terms.h"
#include "ipc/ppp_stage.h"
#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "radius/user_profile.h"

namespace vpdnd {

/// What LCP agreed on for a multilink bundle, of us and of the user (RFC 1990 section 5.1). Endpoint discriminators as pppd
/// writes them; empty: none.
struct BundleTerms {
    std::uint16_t mrru = 0, peer_mrru = 0;
    std::string endpoint, peer_endpoint;

    bool operator==(const BundleTerms&) const = default;
};

/// Whether there is a history of the link's LCP echo, or why not.
enum class EchoWatch : std::uint8_t {
    kUnknown,  ///< LCP was not up yet, or PPP does not end here
    kOff,      ///< `quality = false`
    kNoEcho,   ///< pppd asks for none: no lcp-echo-interval
    kOn,
};

/// What the plugin says of the network of a PPP link that ends here.
struct PppNetwork {
    std::string interface, address, peer_address, bundle;
    std::uint32_t unit = 0;    ///< the kernel's number of the PPP interface, whatever that is called
    Boxed<BundleTerms> terms;  ///< of the bundle

    bool operator==(const PppNetwork&) const = default;
};

/// What PPP says of the call, for tables. Written by the end that has a conversation with a plugin.
struct PppStatus {
    std::string user;
    ipc::PppStage stage = ipc::PppStage::kUnknown;
    bool lcp_open = false, ncp_open = false;
    bool may_join = false;            ///< both sides' LCP agreed on multilink
    bool bundle_master = false;       ///< its pppd owns the interface of the multilink bundle
    Boxed<PppNetwork> known_network;  ///< none before the first NCP opened

    bool operator==(const PppStatus&) const = default;

    const PppNetwork& network() const {
        static const PppNetwork none;
        return known_network ? *known_network : none;
    }
};

/// Proxy LCP and authentication on their way from one end to the other. May hold a password: gone as soon as it was
/// told.
struct Proxied {
    l2tp::ProxyLcp lcp;
    l2tp::ProxyAuth auth;
};

/// A session of the call, as the kernel and both peers name it.
struct SessionIds {
    l2tp::SessionKey key;
    l2tp::PeerTunnelId peer_tunnel;
    l2tp::PeerSessionId peer_session;
};

/// Calling and Called Number (AVPs 22 and 21), raw.
struct CallNumbers {
    std::string calling, called;
};

/// Who brings the call, and for which VPDN group of ours. Raw.
struct Bringer {
    std::string name, address, group;
    std::string called_address;  ///< ours
};

/// What a peer said of a call that it brought, for whom it is forwarded to. Raw; may hold a password.
struct BroughtCall {
    l2tp::SessionKey session;
    l2tp::Icrq icrq;
    std::optional<l2tp::Iccn> iccn = {};  ///< none yet
};

struct CallFacts {
    std::uint64_t number = 0;          ///< of the call, unique while the daemon's calls live, over a restart too
    std::uint32_t login = 0;           ///< so many, that a server took, are over: LCP was negotiated anew, perhaps with another user
    PppStatus ppp;
    EchoWatch echo_watch = EchoWatch::kUnknown;
    CallLine line;
    Boxed<CallNumbers> numbers;           ///< empty: the call has none
    Boxed<Proxied> proxied;               ///< until it was told on
    bool user_let_in = false;             ///< of a line: by this machine's means, before his call is forwarded
    Boxed<Bringer> bringer;            ///< of a call of a tunnel, until pppd's scripts were told; where servers judge users, to its end
    Boxed<UserProfile> profile;        ///< of a user that a server has let in; without keys and scripts' variables once pppd has them
    Boxed<BroughtCall> brought;        ///< of a call of a tunnel, until it is clear that it ends here, or until it was told on
    Boxed<l2tp::Wen> wan_errors;       ///< totals since the call began; none before the first error
    Boxed<LinkQuality> quality;        ///< none before the plugin's first report
    Boxed<PppTerms> terms;             ///< of PPP that ends here
    Boxed<std::string> target;            ///< the one that the call goes to
    Boxed<SessionStatistics> traffic;     ///< final counters of its session, read before that was destroyed

    void set_numbers(std::string calling, std::string called) {
        if (!calling.empty() || !called.empty()) numbers = CallNumbers{std::move(calling), std::move(called)};
    }
    std::string calling_number() const { return numbers ? numbers->calling : std::string(); }
    std::string called_number() const { return numbers ? numbers->called : std::string(); }
};

}  // namespace vpdnd
