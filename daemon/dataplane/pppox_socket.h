// Sockets of family AF_PPPOX for L2TPv2: the kernel's handle of one session (its PPP channel lives on it) or, with
// session 0, of a tunnel.
#pragma once

#include <linux/ppp-ioctl.h>

#include <string>

#include "dataplane/dataplane.h"

namespace vpdnd {

struct PppoxIds {
    l2tp::TunnelId tunnel;
    l2tp::PeerTunnelId peer_tunnel;
    l2tp::SessionId session;  ///< 0 with peer_session 0: the tunnel itself
    l2tp::PeerSessionId peer_session;
};

/// `what` begins the text of an error: "session 7/42". Close-on-exec.
DataPlaneResult<UniqueFd> open_pppox(const std::string& what);
DataPlaneResult<void> connect_pppox(int fd, const PppoxIds& ids, const l2tp::Path& path, int udp_fd,
                                        const std::string& what);
/// Session flags that connect() can not carry; the netlink data plane sets them when it creates the session.
DataPlaneResult<void> set_pppox_options(int fd, const SessionSpec& spec, const std::string& what);
DataPlaneResult<void> set_pppox_sequencing(int fd, const std::string& what);

/// Counters of the session on this socket. Empty: the socket has none.
std::optional<pppol2tp_ioc_stats> pppox_statistics(int fd);
/// Can this kernel carry PPP over L2TP at all? The error says what is missing.
DataPlaneResult<void> probe_pppox();

}  // namespace vpdnd
