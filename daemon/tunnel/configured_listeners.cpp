#include "tunnel/configured_listeners.h"

#include <cstdint>
#include <set>
#include <string>

#include "log/log.h"
#include "net/port_protection.h"

namespace vpdnd {

SocketResult<void> open_configured_listeners(UdpSockets& sockets, const Config& config) {
    auto addresses = config.groups.empty() ? std::vector<l2tp::Address>{} : config.daemon.listen;
    auto opened = sockets.open_listeners(addresses);
    if (!opened && config.daemon.listen_by_default && opened.error().code == std::errc::address_family_not_supported) {
        log::write(log::Level::kNotice, "no IPv6 in this kernel: only IPv4 is listened on",
                   {{"error", opened.error().text}});
        std::erase_if(addresses, [](const l2tp::Address& address) { return address.ip.v6; });
        opened = sockets.open_listeners(addresses);
    }
    if (!opened) opened.error().text = "daemon.listen: " + opened.error().text;
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
