// What a call of ours may say: nothing that fits into no AVP, no half of a proxy authentication, no capability that
// the peer does not have. RFC 2661 sections 4.1, 4.4.3, 4.4.4, 4.4.5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "l2tp/messages.h"

namespace l2tp {

inline constexpr std::uint32_t kAllFramings = kFramingSync | kFramingAsync;
inline constexpr std::uint32_t kAllBearers = kBearerDigital | kBearerAnalog;

/// What the peer's SCCRQ or SCCRP said that it can do.
struct Capabilities {
    std::uint32_t framing = 0;
    std::optional<std::uint32_t> bearer;
};

/// Leaves out every optional field that is too long for an AVP. Proxy LCP goes as a whole; so does a proxy
/// authentication that lacks an AVP which its type needs: the LNS then asks the user itself. Text for the log; empty:
/// everything is there.
std::string leave_out_unsendable(Icrq& call);
std::string leave_out_unsendable(Iccn& connected);

/// Whether a proxy authentication has all that its type needs, or no type.
bool is_complete(const ProxyAuth& auth);

/// Why this call must not be asked of a peer that can do so much; empty: it may.
std::optional<std::string> beyond(const Capabilities& peer, const Ocrq& call);
std::optional<std::string> beyond(const Capabilities& peer, const Iccn& connected);

}  // namespace l2tp
