#include "route_messages.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace plugin {
namespace {

/// One message, built in place: header, the family's own part, attributes.
template <class Part>
struct Question {
    nlmsghdr header{};
    Part part{};
    alignas(NLMSG_ALIGNTO) unsigned char attributes[128] = {};

    Question(std::uint16_t type, unsigned flags) {
        header.nlmsg_len = NLMSG_LENGTH(sizeof part);
        header.nlmsg_type = type;
        header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
    }
    void put(std::uint16_t type, const void* value, std::size_t size) {
        rtattr attribute{};
        attribute.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(size));
        attribute.rta_type = type;
        unsigned char* place = attributes + (header.nlmsg_len - NLMSG_LENGTH(sizeof part));
        std::memcpy(place, &attribute, sizeof attribute);
        std::memcpy(place + RTA_LENGTH(0), value, size);
        header.nlmsg_len += static_cast<std::uint32_t>(RTA_SPACE(size));
    }
    void put(std::uint16_t type, std::uint32_t value) { put(type, &value, sizeof value); }
};
static_assert(offsetof(Question<ifinfomsg>, attributes) == NLMSG_LENGTH(sizeof(ifinfomsg)));
static_assert(offsetof(Question<rtmsg>, attributes) == NLMSG_LENGTH(sizeof(rtmsg)));

int answer_on(int socket) {
    alignas(nlmsghdr) unsigned char answer[512];
    const ssize_t size = recv(socket, answer, sizeof answer, 0);
    if (size < 0) return errno;
    nlmsghdr header;
    nlmsgerr error;
    if (size < static_cast<ssize_t>(NLMSG_LENGTH(sizeof error))) return EPROTO;
    std::memcpy(&header, answer, sizeof header);
    std::memcpy(&error, answer + NLMSG_HDRLEN, sizeof error);
    return header.nlmsg_type == NLMSG_ERROR ? -error.error : EPROTO;
}

template <class Part>
int ask(const Question<Part>& question) {
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) return errno;
    const int result = send(fd, &question, question.header.nlmsg_len, 0) < 0 ? errno : answer_on(fd);
    close(fd);
    return result;
}

}  // namespace

int put_into_vrf(unsigned interface, std::uint32_t vrf) {
    Question<ifinfomsg> question(RTM_NEWLINK, 0);
    question.part.ifi_family = AF_UNSPEC;
    question.part.ifi_index = static_cast<int>(interface);
    question.put(IFLA_MASTER, vrf);
    return ask(question);
}

int add_local_route(unsigned interface, std::uint32_t table, const std::uint8_t* address) {
    Question<rtmsg> question(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
    question.part.rtm_family = AF_INET6;
    question.part.rtm_dst_len = 128;
    question.part.rtm_table = RT_TABLE_UNSPEC;
    question.part.rtm_protocol = RTPROT_STATIC;
    question.part.rtm_scope = RT_SCOPE_HOST;
    question.part.rtm_type = RTN_LOCAL;
    question.put(RTA_DST, address, 16);
    question.put(RTA_OIF, interface);
    question.put(RTA_TABLE, table);
    question.put(RTA_PRIORITY, std::uint32_t{1});
    return ask(question);
}

}  // namespace plugin
