#include "tunnel/configured_listeners.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "log/limited.h"
#include "net/port_protection.h"

namespace vpdnd {

namespace {

void tell_missing(const l2tp::Address& asked, const SocketError& why, bool by_default) {
    if (by_default && why.code == std::errc::address_family_not_supported)
        return log::write_limited(log::Level::kNotice, "no IPv6 in this kernel: only IPv4 is listened on", {{"error", why.text}});
    if (why.code == std::errc::address_in_use)
        return log::write_limited(log::Level::kError,
                                  "an address cannot be listened on: another program has it; it is tried again every few seconds",
                                  {{"address", l2tp::to_string(asked)}, {"error", why.text}}, log::Rate::kRequests);
    log::write_limited(log::Level::kWarning,
                       "an address cannot be listened on yet: it is tried again when addresses of this machine change",
                       {{"address", l2tp::to_string(asked)}, {"error", why.text}}, log::Rate::kRequests);
}

void tell_tried(const l2tp::Address& asked, const SocketResult<void>& done) {
    if (done) log::write(log::Level::kNotice, "an address that was missing is listened on", {{"address", l2tp::to_string(asked)}});
    else log::write(log::Level::kError, "an address that was missing cannot be listened on",
                    {{"address", l2tp::to_string(asked)}, {"error", done.error().text}});
}

}  // namespace

SocketResult<void> open_configured_listeners(UdpSockets& sockets, const Config& config) {
    sockets.on_missing_tried(tell_tried);
    const bool asks_radius = std::ranges::any_of(config.radius, [](const auto& set) { return set.second.authorize_tunnels; });
    const bool serves = !config.groups.empty() || asks_radius;
    auto opened = sockets.open_listeners(serves ? config.daemon.listen : std::vector<l2tp::Address>{});
    if (!opened) {
        opened.error().text = "daemon.listen: " + opened.error().text;
        return opened;
    }
    for (const auto& [asked, why] : sockets.missing()) tell_missing(asked, why, config.daemon.listen_by_default);
    return opened;
}

void warn_of_unprotected_ports(const std::vector<l2tp::Address>& listeners) {
    std::set<std::uint16_t> ports;
    for (const auto& address : listeners) ports.insert(address.port);
    for (const auto port : ports)
        if (!port_is_protected(port))
            log::write(log::Level::kWarning,
                       "any local program can take the UDP port while vpdnd does not run: set net.ipv4.ip_local_reserved_ports "
                       "or ip_unprivileged_port_start, as sysctl.d/10-vpdnd.conf says",
                       {{"port", std::to_string(port)}});
}

}  // namespace vpdnd
