// LNS: takes over the LCP that the LAC negotiated (proxy LCP, RFC 2661 section 4.4.5), by policy, so that the user is not
// asked again; then the LAC's authentication.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "auth_injection.h"
#include "ipc/plugin_messages.h"

namespace plugin {

struct ProxyData {
    static constexpr std::size_t kMaxOptions = 1024;
    ipc::LcpRenegotiation policy = ipc::LcpRenegotiation::kOnMismatch;
    ipc::BundleBy bundle_by = ipc::BundleBy::kBoth;
    bool force_local_chap = false;
    bool has_sent = false, has_received = false;
    std::uint8_t sent[kMaxOptions], received[kMaxOptions];
    std::size_t sent_length = 0, received_length = 0;
    Credentials credentials;

    bool set_sent(std::span<const std::uint8_t> options);
    bool set_received(std::span<const std::uint8_t> options);
    /// Something was passed on, usable or not.
    bool is_there() const { return has_sent || has_received; }
    /// Both directions are known, so there is something to take over.
    bool is_whole() const { return has_sent && has_received; }
};

/// At the first phase ESTABLISH: keeps LCP silent and takes the proxied state over as soon as pppd has read nothing yet. False: by
/// policy, or because nothing was proxied, LCP begins as with any user.
bool start_lcp_injection(ProxyData& data);
/// The proxied LCP is in force (until the user renegotiates).
bool lcp_is_injected();
/// So is the proxied answer: it was given to pppd.
bool auth_is_injected();
/// Why one of them is not; empty: there was nothing to take over.
const char* why_not_injected();
void forget_lcp_injection();

}  // namespace plugin
