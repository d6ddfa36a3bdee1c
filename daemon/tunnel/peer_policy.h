// Whether a peer that asks for a tunnel is served, and how. Implemented by policy; asked inside an input of the
// endpoint.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "l2tp/peer_address.h"
#include "l2tp/settings.h"

namespace vpdnd {

struct ServedPeer {
    l2tp::TunnelSettingsPtr settings;
    bool other_port_allowed = true;  ///< to reply from, where the four-tuple is taken (`reply-port = "auto"`)
};

class PeerPolicy {
  public:
    virtual ~PeerPolicy() = default;
    /// Empty: nobody serves it, and *why says what was missing.
    virtual std::optional<ServedPeer> serve(std::string_view host_name, const l2tp::IpAddress& remote,
                                            std::string* why) const = 0;
    /// Is this address in the `peers` of any group? All others are strangers, who learn nothing of us.
    virtual bool knows(const l2tp::IpAddress& remote) const = 0;
};

}  // namespace vpdnd
