#include "net/udp_socket.h"

#include <linux/errqueue.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "net/datagram_info.h"
#include "net/socket_address.h"

namespace vpdnd {
namespace {

constexpr int kReceiveBuffer = 4 << 20;
constexpr int kErrorsATime = 32;

SocketResult<void> set_option(int fd, int level, int name, int value, const char* text) {
    if (::setsockopt(fd, level, name, &value, sizeof value) < 0) return socket_error(std::string("set ") + text);
    return {};
}

/// Passes datagrams whose first bit, T, is set (RFC 2661 section 3.1). The kernel hands up data packets of sessions
/// that it does not know; after a session's end they would cost us a wake-up each. On a UDP socket a classic filter
/// sees the UDP header first; reading past the end drops the packet, so an empty one goes too.
SocketResult<void> attach_control_filter(int fd) {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 8),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x80, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    sock_fprog program{sizeof code / sizeof code[0], code};
    if (::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0)
        return socket_error("attach the control message filter");
    return {};
}

void set_receive_buffer(int fd) {
    // FORCE goes over net.core.rmem_max and needs CAP_NET_ADMIN; without it we take what we are given.
    int size = kReceiveBuffer;
    if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) == 0) return;
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

/// Without it an unconnected socket never hears of them. Switching it off forgets those that wait.
SocketResult<void> keep_icmp_errors(int fd, bool v6, bool on) {
    if (v6) return set_option(fd, IPPROTO_IPV6, IPV6_RECVERR, on, "IPV6_RECVERR");
    return set_option(fd, IPPROTO_IP, IP_RECVERR, on, "IP_RECVERR");
}

SocketResult<void> set_options(int fd, bool v6) {
    if (auto done = attach_control_filter(fd); !done) return done;
    set_receive_buffer(fd);
    if (auto done = keep_icmp_errors(fd, v6, true); !done) return done;
    if (!v6) return set_option(fd, IPPROTO_IP, IP_PKTINFO, 1, "IP_PKTINFO");
    if (auto done = set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY"); !done) return done;
    return set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO");
}

/// Errors that an ICMP message, or another datagram's fate, left on the socket.
bool from_icmp(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == ENOPROTOOPT ||
           error == EHOSTDOWN || error == EPROTO || error == ENETDOWN || error == EMSGSIZE || error == ENONET ||
           error == EOPNOTSUPP ||
           error == EACCES;  // "administratively prohibited" over IPv6, or a route of ours that says so
}

/// Does an entry of the error queue say that nothing arrives there? "Too big" says that smaller ones do.
bool says_unreachable(msghdr& message) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        const bool v4 = c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR;
        if (!v4 && !(c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR)) continue;
        sock_extended_err error{};
        std::memcpy(&error, CMSG_DATA(c), sizeof error);
        return error.ee_origin == (v4 ? SO_EE_ORIGIN_ICMP : SO_EE_ORIGIN_ICMP6) && error.ee_errno != EMSGSIZE;
    }
    return false;
}

SocketResult<l2tp::Address> bound_address(int fd) {
    SocketAddress name;
    if (::getsockname(fd, name.get(), &name.length) < 0) return socket_error("read the bound address");
    return from_sockaddr(name.get()).value();
}

}  // namespace

struct ReceiveBatch::Buffers {
    static constexpr std::size_t kShort = 1024;  ///< hardly a control message is longer
    struct One {
        alignas(cmsghdr) std::array<char, kReceivedInfo> control;
        sockaddr_storage source;
        std::array<iovec, 2> parts;
        std::array<std::uint8_t, kShort> beginning;
    };
    std::array<One, kDatagrams> each;
    std::array<std::array<std::uint8_t, kBytes>, kDatagrams> whole;  ///< written from kShort on, and by join()
    std::array<mmsghdr, kDatagrams> headers;

    void reset() {
        for (std::size_t i = 0; i < kDatagrams; ++i) {
            One& one = each[i];
            one.parts = {{{one.beginning.data(), kShort}, {whole[i].data() + kShort, kBytes - kShort}}};
            headers[i] = {};
            msghdr& header = headers[i].msg_hdr;
            header.msg_name = &one.source;
            header.msg_namelen = sizeof one.source;
            header.msg_iov = one.parts.data();
            header.msg_iovlen = one.parts.size();
            header.msg_control = one.control.data();
            header.msg_controllen = one.control.size();
        }
    }

    /// The datagram in one piece.
    std::span<const std::uint8_t> join(std::size_t i) {
        auto& beginning = each[i].beginning;
        const std::size_t size = headers[i].msg_len;
        if (size <= kShort) return {beginning.data(), size};
        std::memcpy(whole[i].data(), beginning.data(), kShort);
        ::explicit_bzero(beginning.data(), kShort);
        return {whole[i].data(), size};
    }
};

// Not value-initialised: pages that no datagram reaches are never touched.
ReceiveBatch::ReceiveBatch() : buffers_(new Buffers) { datagrams_.reserve(kDatagrams); }
ReceiveBatch::~ReceiveBatch() = default;

void ReceiveBatch::wipe() {
    for (const auto& datagram : datagrams_) ::explicit_bzero(const_cast<std::uint8_t*>(datagram.bytes.data()), datagram.bytes.size());
}

SocketResult<UdpSocket> UdpSocket::open(const l2tp::Address& local, Sharing sharing) {
    UdpSocket out;
    out.fd_.reset(::socket(family_of(local.ip), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP));
    if (!out.fd_) return socket_error("open a UDP socket for " + l2tp::to_string(local));
    if (auto done = set_options(out.fd(), local.ip.v6); !done) return tl::make_unexpected(done.error());
    auto share = [&] { return set_option(out.fd(), SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT"); };
    if (sharing == Sharing::kShared)
        if (auto done = share(); !done) return tl::make_unexpected(done.error());
    auto name = to_sockaddr(local);
    if (::bind(out.fd(), name.get(), name.length) < 0) return socket_error("bind " + l2tp::to_string(local));
    if (sharing == Sharing::kExclusive)
        if (auto done = share(); !done) return tl::make_unexpected(done.error());
    auto bound = bound_address(out.fd());
    if (!bound) return tl::make_unexpected(bound.error());
    out.local_ = *bound;
    return out;
}

SocketResult<UdpSocket> UdpSocket::adopt(UniqueFd fd) {
    UdpSocket out;
    out.fd_ = std::move(fd);
    auto bound = bound_address(out.fd());
    if (!bound) return tl::make_unexpected(bound.error());
    out.local_ = *bound;
    SocketAddress peer;
    out.connected_ = ::getpeername(out.fd(), peer.get(), &peer.length) == 0;
    out.errors_wait_ = !out.connected_;
    return out;
}

SocketResult<UniqueFd> UdpSocket::duplicate() const {
    auto out = fd_.duplicate();
    if (!out) return socket_error("duplicate the socket of " + l2tp::to_string(local_));
    return out;
}

SocketResult<void> UdpSocket::connect(const l2tp::Address& remote) {
    auto name = to_sockaddr(remote);
    if (::connect(fd(), name.get(), name.length) < 0) return socket_error("connect to " + l2tp::to_string(remote));
    connected_ = true;
    return keep_icmp_errors(fd(), local_.ip.v6, false);
}

bool UdpSocket::receive(ReceiveBatch& batch, std::uint64_t& icmp_errors) const {
    batch.datagrams_.clear();
    batch.unreachable_.clear();
    batch.buffers_->reset();
    if (errors_wait_) take_errors(batch, icmp_errors);
    int count = ::recvmmsg(fd(), batch.buffers_->headers.data(), ReceiveBatch::kDatagrams, MSG_DONTWAIT, nullptr);
    if (count < 0) {
        if (!from_icmp(errno)) return errno == EINTR;
        if (connected_) ++icmp_errors;
        else take_errors(batch, icmp_errors);
        return true;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        auto& one = batch.buffers_->each[i];
        auto& header = batch.buffers_->headers[i];
        auto remote = from_sockaddr(reinterpret_cast<sockaddr*>(&one.source));
        if (!remote) continue;
        l2tp::Path path{local_, *remote};
        take_local_ip(header.msg_hdr, &path.local.ip);
        batch.datagrams_.push_back({path, batch.buffers_->join(i)});
    }
    return static_cast<std::size_t>(count) == ReceiveBatch::kDatagrams;
}

/// A queue that is not empty makes the socket readable: nobody need remember how many are left.
void UdpSocket::take_errors(ReceiveBatch& batch, std::uint64_t& icmp_errors) const {
    for (int taken = 0; taken < kErrorsATime; ++taken) {
        SocketAddress sent_to;
        alignas(cmsghdr) std::array<char, 512> control;
        msghdr message{};
        message.msg_name = sent_to.get();
        message.msg_namelen = sent_to.length;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        errors_wait_ = ::recvmsg(fd(), &message, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0;
        if (!errors_wait_) return;
        ++icmp_errors;
        if (!says_unreachable(message)) continue;
        if (const auto remote = from_sockaddr(sent_to.get())) batch.unreachable_.push_back({local_, *remote});
    }
}

SendOutcome UdpSocket::send(const l2tp::Path& path, std::span<const std::uint8_t> bytes, std::optional<std::uint8_t> tos) const {
    auto name = to_sockaddr(path.remote);
    iovec vector{const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
    alignas(cmsghdr) std::array<char, kSentInfo> control{};
    msghdr message{};
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    if (!connected_) {
        message.msg_name = name.get();
        message.msg_namelen = name.length;
        message.msg_control = control.data();
        put_info(message, path.local.ip, tos);
    }
    // An error that an earlier datagram caused is reported by the next call, which then has not sent: try again.
    for (int attempt = 0;; ++attempt) {
        if (::sendmsg(fd(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return SendOutcome::kSent;
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM) return SendOutcome::kLost;
        if (!from_icmp(errno)) return SendOutcome::kFailed;
        errors_wait_ = !connected_;
        if (attempt > 0) return SendOutcome::kLost;
    }
}

SocketResult<l2tp::IpAddress> local_address_towards(const l2tp::Address& remote) {
    UniqueFd fd(::socket(family_of(remote.ip), SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP));
    if (!fd) return socket_error("open a UDP socket");
    l2tp::Address target = remote;
    if (target.port == 0) target.port = 1701;  // connect() to port 0 is not the same on all kernels
    auto name = to_sockaddr(target);
    if (::connect(fd.get(), name.get(), name.length) < 0)
        return socket_error("find the route to " + l2tp::to_string(remote));
    auto bound = bound_address(fd.get());
    if (!bound) return tl::make_unexpected(bound.error());
    return bound->ip;
}

}  // namespace vpdnd
