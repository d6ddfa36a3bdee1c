// Where PPP frames of a session go: the kernel by netlink, the kernel by AF_PPPOX alone, or nowhere.
// Every call is a short system call, but for those that say that they may wait: they are for KernelWorkers. Errors carry
// errno and a text that names the step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "l2tp/ids.h"
#include "l2tp/peer_address.h"
#include "os/descriptor_store.h"
#include "os/unique_fd.h"

namespace vpdnd {

struct DataPlaneError {
    std::error_code code;
    std::string text;  ///< "create kernel tunnel 77: File exists"
};
template <class T>
using DataPlaneResult = tl::expected<T, DataPlaneError>;

struct TunnelSpec {
    l2tp::TunnelId id;
    l2tp::PeerTunnelId peer_id;
    l2tp::Path path;
    int udp_fd = -1;  ///< bound and connected; stays the caller's, must outlive the tunnel
};

struct SessionSpec {
    l2tp::SessionKey key;
    l2tp::PeerTunnelId peer_tunnel;
    l2tp::PeerSessionId peer_session;
    l2tp::Path path;
    int udp_fd = -1;
    bool lns_mode = true;
    bool sequencing = false;
    /// How long a frame with a sequence number waits for those in front of it. With 0 the kernel drops what arrives out
    /// of order, and up to four more frames after each one that was lost.
    std::uint32_t reorder_timeout_ms = 100;
};

/// From the point of view of the user: in = what the user sent.
struct SessionStatistics {
    std::uint64_t bytes_in = 0, bytes_out = 0, packets_in = 0, packets_out = 0, errors_in = 0, errors_out = 0;
};

/// What the kernel lost although nobody asked this data plane to destroy it. The sessions of a lost tunnel are lost
/// with it and not told one by one.
struct LossHandlers {
    std::function<void(l2tp::TunnelId)> tunnel;
    std::function<void(l2tp::SessionKey)> session;
};

/// A PPP channel, held through a descriptor of /dev/ppp that is attached to it. With data plane "none" there is none:
/// both members may be empty.
struct Channel {
    UniqueFd fd;
    int index = -1;  ///< the kernel's number of it; -1: not known
};

class EventLoop;

using StatisticsTable = std::unordered_map<l2tp::SessionKey, SessionStatistics>;

/// The counters of all sessions, asked for at once and read piece by piece: no piece takes long.
class StatisticsReading {
  public:
    virtual ~StatisticsReading() = default;
    virtual int fd() const = 0;  ///< readable when there is a piece
    /// Reads one piece. False: that was the last one, or it went wrong; what was read is good.
    virtual bool read_piece(StatisticsTable& into) = 0;
};

/// What a data plane has made, as plain data: for another one of the same kind, here or in another process.
struct DataPlaneRecord {
    struct Tunnel {
        l2tp::TunnelId id;
        std::string descriptor;  ///< its name in the store; empty: the tunnel needs none but its UDP socket
    };
    struct Session {
        l2tp::SessionKey key;
        bool lns_mode = true;
        std::string descriptor;  ///< as of a tunnel
        int channel = 0;         ///< "none" only: the number that open_channel() gave; 0: none
        int partner = 0;         ///< "none" only: the channel that it is bridged with; -1: a line's; 0: it is not
    };
    std::string plane;  ///< DataPlane::name()
    std::vector<Tunnel> tunnels;
    std::vector<Session> sessions;
};

/// Destroying one leaves the kernel's tunnels and sessions as they are, as far as descriptors keep them: whoever wants
/// their end destroys them one by one.
class DataPlane {
  public:
    virtual ~DataPlane() = default;
    virtual const char* name() const = 0;  ///< "netlink", "pppox", "none"
    /// Are there calls that may wait?
    virtual bool may_wait() const { return true; }
    /// Does create_tunnel() need the tunnel's own connected socket? Without it all goes through the listening one.
    virtual bool needs_tunnel_socket() const { return true; }
    /// False if another program holds this tunnel id in our network namespace.
    virtual bool tunnel_id_free(l2tp::TunnelId id) = 0;
    virtual DataPlaneResult<void> create_tunnel(const TunnelSpec& spec) = 0;
    virtual void destroy_tunnel(l2tp::TunnelId id) = 0;
    /// Creates the session and its connected PPPoX socket (close-on-exec). "none": an empty descriptor. Error ENODEV: the
    /// kernel tunnel is gone.
    virtual DataPlaneResult<UniqueFd> create_session(const SessionSpec& spec) = 0;
    /// From now on the session's frames have sequence numbers, and others are not taken (RFC 2661 section 5.4).
    virtual DataPlaneResult<void> require_sequencing(l2tp::SessionKey key) = 0;
    /// Makes the PPP channel on what create_session() gave, so that the kernel keeps early frames, and gives its number; -1:
    /// there is none. May wait, and may be called in any thread: it asks the kernel only.
    virtual DataPlaneResult<int> bind_channel(int session_fd) const = 0;
    /// The session is not ours any more. The kernel ends it when the last descriptor of it is closed: the caller's, pppd's,
    /// and the one that this gives (empty: the plane has none), whose close may wait.
    [[nodiscard]] virtual UniqueFd forget_session(l2tp::SessionKey key) = 0;

    /// Holds the channel of a session; `index` is what bind_channel() gave. "none": an empty channel.
    virtual DataPlaneResult<Channel> open_channel(l2tp::SessionKey key, int index) = 0;
    /// Bridges the user's channel, which is not connected to a unit, with the session's: the LAC's hand-over. Frames
    /// that wait on the user's channel, or come meanwhile, are moved on to the session's, in order, and those that wait
    /// on the session's to the user's. A user's channel whose bridge is with a session that is being closed leaves it. Gives
    /// how many frames were moved.
    virtual DataPlaneResult<std::size_t> bridge(Channel& user, Channel& session) = 0;
    /// Is the line or session behind this channel gone? "none" and an empty channel: no.
    virtual bool hung_up(const Channel& channel) = 0;
    /// Sets which characters are escaped on an asynchronous line (Set-Link-Info, RFC 2661 section 6.14). False for a
    /// channel that escapes nothing (PPPoE, synchronous lines), and an empty one: there is nothing to do.
    virtual bool set_accm(const Channel& channel, std::uint32_t send, std::uint32_t receive) = 0;

    /// Tells of tunnels and sessions that vanish: they have to be torn down. Without a way for others to delete
    /// them there is nothing to watch. Error: the kernel does not tell.
    // NOLINTNEXTLINE(performance-unnecessary-value-param): who watches keeps the handlers
    virtual DataPlaneResult<void> watch_losses(EventLoop&, LossHandlers) { return {}; }
    virtual std::optional<SessionStatistics> statistics(l2tp::SessionKey key) = 0;
    /// Null: they can only be asked for one by one. Must not outlive the data plane. A session that is made meanwhile may
    /// be missing.
    virtual std::unique_ptr<StatisticsReading> read_all_statistics() { return nullptr; }

    /// All it has made. Descriptors of its own go into the store as duplicates; those that it gave out, and UDP sockets,
    /// are their holders' to keep. Error: no descriptor left.
    virtual DataPlaneResult<DataPlaneRecord> save(DescriptorStore& store) const = 0;
    /// For a new one. What has vanished in the meantime is told as a loss by watch_losses(), to be called afterwards.
    /// Error: the record is another kind's, or a descriptor is missing; nothing is here then.
    virtual DataPlaneResult<void> adopt(const DataPlaneRecord& record, DescriptorStore& store) = 0;
};

/// kind: "kernel" (netlink, else pppox), "netlink", "pppox", "none". Error: what is missing and how to get it.
DataPlaneResult<std::unique_ptr<DataPlane>> make_data_plane(const std::string& kind);
/// How "kernel" chooses. Error: what the one and the other lack.
using DataPlaneMaker = std::function<DataPlaneResult<std::unique_ptr<DataPlane>>()>;
DataPlaneResult<std::unique_ptr<DataPlane>> first_that_works(const DataPlaneMaker& netlink, const DataPlaneMaker& pppox);

}  // namespace vpdnd
