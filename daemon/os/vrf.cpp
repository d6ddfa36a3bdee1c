#include "os/vrf.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string_view>

#include "os/unique_fd.h"

namespace vpdnd {
namespace {

using Octets = std::span<const std::uint8_t>;

/// RTM_GETLINK for one interface: the kernel answers it inside send().
struct LinkQuestion {
    nlmsghdr header{};
    ifinfomsg link{};
};

/// The value of the attribute among these; empty: it is not there.
Octets attribute(Octets attributes, std::uint16_t type) {
    while (attributes.size() >= sizeof(rtattr)) {
        rtattr one;
        std::memcpy(&one, attributes.data(), sizeof one);
        if (one.rta_len < sizeof one || one.rta_len > attributes.size()) break;
        if ((one.rta_type & NLA_TYPE_MASK) == type) return attributes.subspan(RTA_LENGTH(0), one.rta_len - RTA_LENGTH(0));
        attributes = attributes.subspan(std::min<std::size_t>(RTA_ALIGN(one.rta_len), attributes.size()));
    }
    return {};
}

std::string_view text_of(Octets value) {
    const std::string_view text(reinterpret_cast<const char*>(value.data()), value.size());
    return text.substr(0, text.find('\0'));
}

}  // namespace

std::optional<Vrf> find_vrf(const std::string& name) {
    const unsigned index = ::if_nametoindex(name.c_str());
    const UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (index == 0 || !socket) return std::nullopt;
    LinkQuestion question;
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = RTM_GETLINK;
    question.header.nlmsg_flags = NLM_F_REQUEST;
    question.link.ifi_index = static_cast<int>(index);
    if (::send(socket.get(), &question, sizeof question, 0) != static_cast<ssize_t>(sizeof question)) return std::nullopt;
    alignas(nlmsghdr) std::array<std::uint8_t, 16384> answer;
    const auto size = ::recv(socket.get(), answer.data(), answer.size(), 0);
    constexpr std::size_t kBefore = NLMSG_LENGTH(sizeof(ifinfomsg));
    nlmsghdr header;
    if (size < static_cast<ssize_t>(kBefore)) return std::nullopt;
    std::memcpy(&header, answer.data(), sizeof header);
    if (header.nlmsg_type != RTM_NEWLINK) return std::nullopt;
    const auto info = attribute(Octets(answer).subspan(kBefore, static_cast<std::size_t>(size) - kBefore), IFLA_LINKINFO);
    const auto table = attribute(attribute(info, IFLA_INFO_DATA), IFLA_VRF_TABLE);
    if (text_of(attribute(info, IFLA_INFO_KIND)) != "vrf" || table.size() != sizeof(std::uint32_t)) return std::nullopt;
    Vrf out{.index = index};
    std::memcpy(&out.table, table.data(), sizeof out.table);
    return out;
}

}  // namespace vpdnd
