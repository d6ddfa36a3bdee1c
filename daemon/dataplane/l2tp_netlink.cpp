#include "dataplane/l2tp_netlink.h"

#include <netinet/in.h>  // in front of linux/l2tp.h, which else defines the same structures

#include <linux/l2tp.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <span>

namespace vpdnd {
namespace {

struct MessageDeleter {
    void operator()(nl_msg* message) const { nlmsg_free(message); }
};

/// A second attempt, because the answer to the first one was lost, finds what that one has done.
bool done_before(std::uint8_t command, int error) {
    switch (command) {
        case L2TP_CMD_TUNNEL_CREATE:
        case L2TP_CMD_SESSION_CREATE: return error == EEXIST;
        case L2TP_CMD_TUNNEL_DELETE:
        case L2TP_CMD_SESSION_DELETE: return error == ENODEV;
        default: return false;
    }
}

/// The messages of a datagram that answer `sequence`: all but the acknowledgement to `read`. The acknowledgement's errno
/// value, or EBADMSG; empty: it is in another datagram.
std::optional<int> read_answer(std::span<char> datagram, std::uint32_t sequence, const L2tpNetlink::Read& read) {
    auto left = static_cast<int>(datagram.size());
    for (auto* header = reinterpret_cast<nlmsghdr*>(datagram.data()); nlmsg_ok(header, left); header = nlmsg_next(header, &left)) {
        if (header->nlmsg_seq != sequence) continue;  // of a request that was given up
        if (header->nlmsg_type == NLMSG_ERROR) return -static_cast<const nlmsgerr*>(nlmsg_data(header))->error;
        std::array<nlattr*, L2TP_ATTR_MAX + 1> attributes{};
        if (genlmsg_parse(header, 0, attributes.data(), L2TP_ATTR_MAX, nullptr) < 0) return EBADMSG;
        if (read) read(attributes.data());
    }
    return {};
}

}  // namespace

void L2tpNetlink::Closer::operator()(nl_sock* socket) const { nl_socket_free(socket); }

L2tpNetlink::L2tpNetlink() = default;
L2tpNetlink::~L2tpNetlink() = default;

int L2tpNetlink::open() {
    socket_.reset(nl_socket_alloc());
    if (!socket_) return ENOMEM;
    if (genl_connect(socket_.get()) < 0) return errno != 0 ? errno : EPROTONOSUPPORT;
    family_ = genl_ctrl_resolve(socket_.get(), L2TP_GENL_NAME);
    return family_ < 0 ? ENOENT : 0;
}

std::uint32_t L2tpNetlink::port() const { return nl_socket_get_local_port(socket_.get()); }

int L2tpNetlink::request(std::uint8_t command, const Fill& fill, const Read& read) {
    constexpr int kAttempts = 3;
    for (int attempt = 1; attempt <= kAttempts; ++attempt) {
        const auto error = ask(command, fill, read);
        if (!error) continue;
        return attempt > 1 && done_before(command, *error) ? 0 : *error;
    }
    return ENOBUFS;
}

std::optional<int> L2tpNetlink::ask(std::uint8_t command, const Fill& fill, const Read& read) {
    std::unique_ptr<nl_msg, MessageDeleter> message(nlmsg_alloc());
    if (!message) return ENOMEM;
    if (++sequence_ == NL_AUTO_SEQ) ++sequence_;
    if (genlmsg_put(message.get(), NL_AUTO_PORT, sequence_, family_, 0, NLM_F_REQUEST | NLM_F_ACK, command,
                    L2TP_GENL_VERSION) == nullptr ||
        !fill(message.get()))
        return EMSGSIZE;
    if (nl_send_auto(socket_.get(), message.get()) < 0) return EIO;
    // The kernel answers before the sending returns. What was asked for comes in a datagram of its own, in front of the
    // acknowledgement. ENOBUFS: the kernel could not deliver something, which may be this answer or something older.
    alignas(nlmsghdr) std::array<char, 8192> buffer;
    for (;;) {
        const auto size = ::recv(nl_socket_get_fd(socket_.get()), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size < 0 && (errno == ENOBUFS || errno == EINTR)) continue;
        if (size < 0 && errno == EAGAIN) return {};
        if (size < 0) return errno;
        if (const auto error = read_answer({buffer.data(), static_cast<std::size_t>(size)}, sequence_, read)) return error;
    }
}

std::unique_ptr<L2tpNetlink::Dump> L2tpNetlink::dump(std::uint8_t command) {
    std::unique_ptr<Dump> out(new Dump(nl_socket_alloc()));
    std::unique_ptr<nl_msg, MessageDeleter> message(nlmsg_alloc());
    if (!out->socket_ || !message || genl_connect(out->socket_.get()) < 0 || nl_socket_set_nonblocking(out->socket_.get()) < 0)
        return nullptr;
    if (genlmsg_put(message.get(), NL_AUTO_PORT, NL_AUTO_SEQ, family_, 0, NLM_F_REQUEST | NLM_F_DUMP, command,
                    L2TP_GENL_VERSION) == nullptr ||
        nl_send_auto(out->socket_.get(), message.get()) < 0)
        return nullptr;
    return out;
}

int L2tpNetlink::Dump::fd() const { return nl_socket_get_fd(socket_.get()); }

/// Not by nl_recvmsgs(), which reads on until the last answer has come.
bool L2tpNetlink::Dump::read_some(const Read& read) {
    alignas(nlmsghdr) std::array<char, 32768> buffer;
    const auto length = ::recv(fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (length < 0) return errno == EAGAIN || errno == EINTR;
    auto left = static_cast<int>(length);
    for (auto* header = reinterpret_cast<nlmsghdr*>(buffer.data()); nlmsg_ok(header, left); header = nlmsg_next(header, &left)) {
        if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR) return false;
        std::array<nlattr*, L2TP_ATTR_MAX + 1> attributes{};
        if (genlmsg_parse(header, 0, attributes.data(), L2TP_ATTR_MAX, nullptr) < 0) return false;
        read(attributes.data());
    }
    return length > 0;
}

}  // namespace vpdnd
