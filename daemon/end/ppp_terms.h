// What is known of how a PPP link came to be what it is, for `session show`: what the LAC proxied, what became of that, and what the
// two sides have agreed on. Plain data of the call's facts. Never a challenge, a password or a response.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "end/boxed.h"
#include "l2tp/messages.h"

namespace vpdnd {

/// AVPs 26 to 30 and 32 of the ICCN (RFC 2661 section 4.4.5), as they came.
struct AsProxied {
    l2tp::ProxyLcp lcp;
    std::optional<std::uint16_t> auth_type, auth_id;
    std::optional<std::string> auth_name;  ///< raw
};

/// A control protocol that has opened: the options of the last Configure-Request of each side, which the other acknowledged.
struct AgreedProtocol {
    std::uint16_t number = 0;  ///< of PPP: 0xc021, 0x8021, 0x8057
    bool open = false;
    l2tp::Bytes ours, users;
};

struct PppTerms {
    Boxed<AsProxied> proxied;  ///< nothing: the LAC proxied nothing
    bool lcp_taken_over = false, auth_taken_over = false;
    std::string why_not;       ///< LCP was not taken over, or the user was asked here: the plugin's words, or none
    std::vector<AgreedProtocol> protocols;

    /// The one of this number, made if there is none.
    AgreedProtocol& protocol(std::uint16_t number);
    const AgreedProtocol* find(std::uint16_t number) const;
};

}  // namespace vpdnd
