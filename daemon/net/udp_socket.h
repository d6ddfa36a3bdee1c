// One non-blocking UDP socket for L2TP: knows the address each datagram was sent to, and answers from it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "l2tp/peer_address.h"
#include "net/socket_error.h"
#include "os/unique_fd.h"

namespace vpdnd {

/// Who else may hold the address. Shared is SO_REUSEPORT before bind(): the kernel lets only sockets of the same user in,
/// and spreads datagrams over those that are not connected, so that only one of them may exist for an address. The
/// exclusive form sees to that: it fails if any other socket is bound there, and allows sharing afterwards (for the
/// tunnels' own sockets). Never SO_REUSEADDR, with which any local user could bind the port and connect to a peer.
enum class Sharing : std::uint8_t { kExclusive, kShared };

enum class SendOutcome : std::uint8_t {
    kSent,
    kLost,   ///< no room (EAGAIN, ENOBUFS) or an ICMP error: what the network may do too; retransmission heals it
    kFailed  ///< anything else, for instance the local address is gone
};

/// Buffers of one recvmmsg() call. Large, but what only a long datagram needs takes no memory before one comes; one serves
/// all sockets of a thread.
class ReceiveBatch {
  public:
    static constexpr std::size_t kDatagrams = 32;
    static constexpr std::size_t kBytes = 65536;  ///< no UDP datagram is longer

    ReceiveBatch();
    ~ReceiveBatch();

    struct Datagram {
        l2tp::Path path;
        std::span<const std::uint8_t> bytes;
    };
    /// What receive() got, oldest first; valid until the next receive().
    std::span<const Datagram> datagrams() const { return datagrams_; }
    /// What ICMP errors told of that the same receive() got: nobody takes datagrams at path.remote, or none get there.
    /// path.local is the socket's, as bound. Anybody can forge an ICMP error: hints, no facts.
    std::span<const l2tp::Path> unreachable() const { return unreachable_; }
    /// An ICCN holds its user's password: nothing of it stays here. datagrams() are zeros then.
    void wipe();

  private:
    friend class UdpSocket;
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
    std::vector<Datagram> datagrams_;
    std::vector<l2tp::Path> unreachable_;
};

class UdpSocket {
  public:
    /// Bound to `local` (port 0: the kernel chooses), with 4 MiB of receive buffer where allowed, destination
    /// addresses reported, IPv6 only on IPv6 sockets, ICMP errors kept with the address they concern (IP_RECVERR), and
    /// the filter that lets L2TP control messages through only.
    static SocketResult<UdpSocket> open(const l2tp::Address& local, Sharing sharing);
    /// One that was opened and perhaps connected so before, by this process or another.
    static SocketResult<UdpSocket> adopt(UniqueFd fd);

    /// From now on the kernel prefers this socket for datagrams of `remote`. What was queued before stays readable. ICMP
    /// errors are counted only: the kernel's data goes through this socket too, and each packet could bring one.
    SocketResult<void> connect(const l2tp::Address& remote);
    int fd() const { return fd_.get(); }
    SocketResult<UniqueFd> duplicate() const;
    /// As bound, with the real port; the IP may be the wildcard.
    const l2tp::Address& local() const { return local_; }

    /// Reads one batch, never waits. ICMP errors that the kernel kept for this socket are taken, counted into
    /// `icmp_errors` and, unless it is connected, told of in the batch. Returns true if more may be waiting.
    bool receive(ReceiveBatch& batch, std::uint64_t& icmp_errors) const;
    /// Sends from path.local.ip to path.remote; path.local.port is this socket's. `tos`: unless it is connected, whose datagrams
    /// all have that of mark_socket().
    SendOutcome send(const l2tp::Path& path, std::span<const std::uint8_t> bytes, std::optional<std::uint8_t> tos = {}) const;

  private:
    void take_errors(ReceiveBatch& batch, std::uint64_t& icmp_errors) const;

    UniqueFd fd_;
    l2tp::Address local_;
    bool connected_ = false;
    mutable bool errors_wait_ = false;  ///< perhaps, in the kernel's error queue: a send() has taken their notice
};

/// Our address towards `remote`, by the routing table (nothing is sent).
SocketResult<l2tp::IpAddress> local_address_towards(const l2tp::Address& remote);

}  // namespace vpdnd
