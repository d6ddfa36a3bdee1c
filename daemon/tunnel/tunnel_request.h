// What a tunnel that we open is opened with. Plain data; the address comes with each try.
#pragma once

#include <cstdint>
#include <optional>

#include "l2tp/peer_address.h"
#include "l2tp/settings.h"

namespace vpdnd {

struct TunnelRequest {
    l2tp::TunnelSettingsPtr settings;       ///< settings->group is the VPDN group it belongs to
    std::optional<l2tp::IpAddress> source;  ///< none: as the routing table says
    std::uint16_t source_port = 1701;       ///< 0: any
    bool other_port_allowed = true;         ///< where the four-tuple is taken (`reply-port = "auto"`)
};

}  // namespace vpdnd
