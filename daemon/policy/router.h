// Who answers where a call goes. The answer may come at once or much later (a server is asked).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ipc/line_kind.h"
#include "l2tp/bytes.h"
#include "l2tp/ids.h"
#include "policy/route.h"

namespace vpdnd {

/// What is known of a call when its route is asked for. Strings are raw.
struct RouteQuestion {
    enum class From : std::uint8_t {
        kLine,    ///< a user's line at this machine: forward it, or serve it locally
        kTunnel,  ///< an incoming call of a peer's tunnel: it ends here, or goes on through another one
        kHere,    ///< a call of this machine's own, by its name
    };
    From from = From::kLine;
    std::string own_call = {};  ///< kHere
    std::string user = {};  ///< as the user named himself; empty: not known
    std::string calling_number = {}, called_number = {};
    std::string tunnel_group = {};  ///< kTunnel: the VPDN group of the tunnel
    std::string peer_name = {};     ///< kTunnel: Host Name of the peer
    bool user_told = true;          ///< false: `user` can still be learned, from the peer or by PPP
    l2tp::Bytes passed = {};        ///< kTunnel: machines that have forwarded the call, kSwitchIdSize octets each
    std::optional<std::uint32_t> port = {};  ///< kLine: its number at this machine, ...
    std::string port_name = {};              ///< ... its name, ...
    std::string interface = {};              ///< ... the interface or terminal that it is on, ...
    ipc::LineKind line{};                    ///< ... and kind
};

/// A question that is open. Destroyed, its answer is not wanted any more.
class RouteTicket {
  public:
    virtual ~RouteTicket() = default;
};

class Router {
  public:
    using Answer = std::function<void(Route)>;
    virtual ~Router() = default;
    /// Calls `answer` once: inside this call (then null is returned), or later from the event loop unless the ticket
    /// was destroyed.
    [[nodiscard]] virtual std::unique_ptr<RouteTicket> ask(const RouteQuestion& question, Answer answer) = 0;
};

}  // namespace vpdnd
