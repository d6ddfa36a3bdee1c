// Which four-tuples are in use, and which local ports were opened beside the listening ones. A tunnel that a peer asks for has a
// claim to its four-tuple when it is established: before, anybody may have written the peer's address.
// Book-keeping only: no socket, no clock. UdpSockets does what it says.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "l2tp/peer_address.h"
#include "l2tp/time.h"
#include "net/equal_four_tuples.h"

namespace vpdnd {

class PathRegistry {
  public:
    /// A path given out that was neither connected nor released by then is taken back.
    static constexpr std::chrono::seconds kForgottenAfter{300};

    enum class For : std::uint8_t { kOurRequest, kPeersRequest };
    struct Hold {
        unsigned users = 0;    ///< paths given out and not released
        unsigned ours = 0;     ///< of them: for tunnels that we asked for
        unsigned sockets = 0;  ///< tunnels' sockets connected so
        l2tp::Time since{};    ///< when it was given out last
    };
    struct Port {
        bool any_port = false;  ///< the kernel chose it: it serves whoever wants any port
        unsigned users = 0;     ///< paths given out and not released
        l2tp::Time needed_until{};  ///< by tunnels that are over
    };
    using Holds = std::map<l2tp::Path, Hold>;
    using Ports = std::map<l2tp::Address, Port>;

    explicit PathRegistry(EqualFourTuples equal_four_tuples) : equal_four_tuples_(equal_four_tuples) {}

    EqualFourTuples equal_four_tuples() const { return equal_four_tuples_; }
    /// Would one more tunnel on this path lose data, or another by it? Paths that were forgotten are taken back before.
    bool taken(const l2tp::Path& path, l2tp::Time now);
    /// A port of path.local.ip that the kernel chose for another tunnel, and that no tunnel uses towards path.remote: so
    /// that a peer that comes again and again does not cost a socket each time. 0: none.
    std::uint16_t port_to_use_again(const l2tp::Path& path) const;
    void give_out(const l2tp::Path& path, l2tp::Time now, For whom = For::kOurRequest);
    /// The tunnel with this path is over. A local port opened for it stays until now + linger. False: not given out.
    bool release(const l2tp::Path& path, l2tp::Duration linger, l2tp::Time now);

    /// May one more tunnel's socket be connected so?
    bool may_connect(const l2tp::Path& path) const;
    /// The peer may answer from another port than the one that was called (RFC 2661 section 8.1): the path that was given
    /// out is this one from now on.
    void connected(const l2tp::Path& path);
    void disconnected(const l2tp::Path& path);

    void add_port(const l2tp::Address& local, bool any_port) { ports_[local].any_port = any_port; }
    /// Takes out the ports that no tunnel uses and needs any longer: their sockets are to be closed.
    std::vector<l2tp::Address> end_ports(l2tp::Time now);
    /// When end_ports() has something to do. Empty: not by the time alone.
    std::optional<l2tp::Time> next_end() const;

    const Holds& holds() const { return holds_; }
    const Ports& ports() const { return ports_; }

    /// All it knows, as plain data.
    struct Record {
        Holds holds;
        Ports ports;
    };
    Record save() const { return {holds_, ports_}; }
    void adopt(Record record);

  private:
    Holds::iterator find(const l2tp::Path& path);
    void forget_stale(l2tp::Time now);
    void use_port(const l2tp::Address& local);
    void release_port(const l2tp::Address& local, l2tp::Time needed_until);

    EqualFourTuples equal_four_tuples_;
    Holds holds_;
    Ports ports_;
    std::set<std::pair<l2tp::Time, l2tp::Address>> unused_;  ///< ports without users, by needed_until
};

}  // namespace vpdnd
