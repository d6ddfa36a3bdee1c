#include "os/vrf.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
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

/// What the kernel says of an interface.
struct LinkAnswer {
    alignas(nlmsghdr) std::array<std::uint8_t, 16384> octets;
    Octets attributes;
};

/// errno; 0: the answer has it.
int ask_of_link(std::uint32_t index, LinkAnswer& answer) {
    const UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!socket) return errno;
    LinkQuestion question;
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = RTM_GETLINK;
    question.header.nlmsg_flags = NLM_F_REQUEST;
    question.link.ifi_index = static_cast<int>(index);
    if (::send(socket.get(), &question, sizeof question, 0) < 0) return errno;
    const auto size = ::recv(socket.get(), answer.octets.data(), answer.octets.size(), 0);
    if (size < 0) return errno;
    nlmsghdr header;
    nlmsgerr refusal;
    constexpr std::size_t kBefore = NLMSG_LENGTH(sizeof(ifinfomsg));
    const auto all = Octets(answer.octets).first(static_cast<std::size_t>(size));
    if (all.size() < kBefore) return EPROTO;
    std::memcpy(&header, all.data(), sizeof header);
    if (header.nlmsg_type == NLMSG_ERROR && all.size() >= NLMSG_LENGTH(sizeof refusal)) {
        std::memcpy(&refusal, all.data() + NLMSG_HDRLEN, sizeof refusal);
        return refusal.error < 0 ? -refusal.error : EPROTO;
    }
    if (header.nlmsg_type != RTM_NEWLINK) return EPROTO;
    answer.attributes = all.subspan(kBefore);
    return 0;
}

}  // namespace

std::optional<Vrf> find_vrf(const std::string& name) {
    const unsigned index = ::if_nametoindex(name.c_str());
    LinkAnswer answer;
    if (index == 0 || ask_of_link(index, answer) != 0) return std::nullopt;
    const auto info = attribute(answer.attributes, IFLA_LINKINFO);
    const auto table = attribute(attribute(info, IFLA_INFO_DATA), IFLA_VRF_TABLE);
    if (text_of(attribute(info, IFLA_INFO_KIND)) != "vrf" || table.size() != sizeof(std::uint32_t)) return std::nullopt;
    Vrf out{.index = index};
    std::memcpy(&out.table, table.data(), sizeof out.table);
    return out;
}

tl::expected<std::uint32_t, int> master_of(std::uint32_t interface) {
    LinkAnswer answer;
    if (const int error = ask_of_link(interface, answer); error != 0) return tl::make_unexpected(error);
    return master_in(answer.attributes);
}

std::uint32_t master_in(std::span<const std::uint8_t> attributes) {
    const auto value = attribute(attributes, IFLA_MASTER);
    std::uint32_t master = 0;
    if (value.size() == sizeof master) std::memcpy(&master, value.data(), sizeof master);
    return master;
}

}  // namespace vpdnd
