// What an endpoint asks of the program around it. Implemented and owned by the host.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "l2tp/peer_address.h"
#include "l2tp/settings.h"
#include "l2tp/time.h"

namespace l2tp {

/// Why nobody serves an SCCRQ.
struct NotServed {
    std::string told = "not authorized";  ///< the message of the StopCCN: strangers learn nothing from it
    std::string reason = {};              ///< for our log, where it says more
};

/// Questions that the endpoint asks while it handles an input. Answers must not call back into the endpoint.
class Host {
  public:
    virtual ~Host() = default;
    /// Cryptographically good random bytes (ids, challenges, Random Vectors).
    virtual void random(std::span<std::uint8_t> out) = 0;
    /// May tunnels be asked for on this address of ours? Else an SCCRQ is dropped: what a port that is closed looks like.
    /// Asked of new ones only; a retransmission belongs to its tunnel.
    virtual bool listens_on(const Address&) { return true; }
    /// Which group serves this SCCRQ. Null: nobody; StopCCN 4 is sent as *why says.
    virtual TunnelSettingsPtr serve(const Sccrq& request, const Path& path, NotServed* why) = 0;
    /// False if somebody else in this network namespace holds the kernel tunnel id.
    virtual bool tunnel_id_free(TunnelId id) = 0;
    /// False if a session of this id, which is over for the endpoint, is not over for the host yet.
    virtual bool session_id_free(SessionKey) { return true; }
    /// The path a new tunnel asked for on `path` shall reply from (rule of the equal four-tuple: another local
    /// port), or nothing to refuse it with StopCCN 2/4. Default: the same path.
    virtual std::optional<Path> reply_path(const Path& path) { return path; }
    /// Would two established tunnels on this path (one four-tuple) disturb each other?
    virtual bool paths_collide(const Path&) { return false; }
    /// As reply_path(), for a tunnel that takes the place of established ones on this path, whose peer does not answer any
    /// more: if it is established their TunnelDown comes before its TunnelUp.
    virtual std::optional<Path> successor_path(const Path& path) { return reply_path(path); }
    /// The tunnel that reply_path() gave this path to ended before it was established: no TunnelUp, no TunnelDown. For
    /// so long at the most datagrams come and go on it still.
    virtual void reply_path_unused(const Path&, Duration /*draining*/) {}
};

}  // namespace l2tp
