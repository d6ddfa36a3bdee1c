#include "dataplane/l2tp_netlink.h"

#include <netinet/in.h>  // in front of linux/l2tp.h, which else defines the same structures

#include <linux/l2tp.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace vpdnd {
namespace {

struct MessageDeleter {
    void operator()(nl_msg* message) const { nlmsg_free(message); }
};

struct Answer {
    const L2tpNetlink::Read* read;
    int error = 0;
    bool complete = false;
};

int on_message(nl_msg* message, void* data) {
    auto* answer = static_cast<Answer*>(data);
    std::array<nlattr*, L2TP_ATTR_MAX + 1> attributes{};
    if (genlmsg_parse(nlmsg_hdr(message), 0, attributes.data(), L2TP_ATTR_MAX, nullptr) < 0)
        answer->error = EBADMSG;
    else if (*answer->read)
        (*answer->read)(attributes.data());
    return NL_OK;
}

int on_error(sockaddr_nl*, nlmsgerr* error, void* data) {
    auto* answer = static_cast<Answer*>(data);
    answer->error = -error->error;  // libnl's own codes are coarser than errno
    answer->complete = true;
    return NL_STOP;
}

int on_acknowledgement(nl_msg*, void* data) {
    static_cast<Answer*>(data)->complete = true;
    return NL_STOP;
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
    std::unique_ptr<nl_msg, MessageDeleter> message(nlmsg_alloc());
    if (!message) return ENOMEM;
    if (genlmsg_put(message.get(), NL_AUTO_PORT, NL_AUTO_SEQ, family_, 0, NLM_F_REQUEST | NLM_F_ACK, command,
                    L2TP_GENL_VERSION) == nullptr ||
        !fill(message.get()))
        return EMSGSIZE;
    Answer answer{&read};
    nl_socket_modify_cb(socket_.get(), NL_CB_VALID, NL_CB_CUSTOM, on_message, &answer);
    nl_socket_modify_err_cb(socket_.get(), NL_CB_CUSTOM, on_error, &answer);
    nl_socket_modify_cb(socket_.get(), NL_CB_ACK, NL_CB_CUSTOM, on_acknowledgement, &answer);
    if (nl_send_auto(socket_.get(), message.get()) < 0) return EIO;
    // What was asked for comes in a datagram of its own, in front of the acknowledgement.
    while (!answer.complete)
        if (nl_recvmsgs_default(socket_.get()) < 0 && !answer.complete) return EIO;
    return answer.error;
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
