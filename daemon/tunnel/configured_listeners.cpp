#include "tunnel/configured_listeners.h"

#include "log/log.h"

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

}  // namespace vpdnd
