#include "dataplane/l2tp_losses.h"

#include <netinet/in.h>  // in front of linux/l2tp.h, which else defines the same structures

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/l2tp.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

namespace vpdnd {
namespace {

/// Once a round: 10 ms, then twice as long each time; 1.3 s in all.
constexpr std::chrono::milliseconds kFirstPause{10};
constexpr int kRounds = 7;
constexpr int kMessagesATurn = 256;

bool deletes(std::uint8_t command) { return command == L2TP_CMD_TUNNEL_DELETE || command == L2TP_CMD_SESSION_DELETE; }

}  // namespace

L2tpLosses::L2tpLosses(EventLoop& loop, Questions questions)
    : loop_(loop), questions_(std::move(questions)), timer_(loop.make_timer([this] { ask(); })) {}

L2tpLosses::~L2tpLosses() = default;

int L2tpLosses::open(std::uint32_t own_port) {
    socket_.reset(nl_socket_alloc());
    if (!socket_) return ENOMEM;
    if (genl_connect(socket_.get()) < 0) return errno != 0 ? errno : EPROTONOSUPPORT;
    const int group = genl_ctrl_resolve_grp(socket_.get(), L2TP_GENL_NAME, L2TP_GENL_MCGROUP);
    if (group < 0) return ENOENT;
    if (const int error = hear_only_deletions_by_others(own_port)) return error;
    nl_socket_disable_seq_check(socket_.get());
    nl_socket_modify_cb(socket_.get(), NL_CB_VALID, NL_CB_CUSTOM, on_message, this);
    if (nl_socket_set_nonblocking(socket_.get()) < 0 || nl_socket_add_membership(socket_.get(), group) < 0)
        return errno != 0 ? errno : EINVAL;
    auto watch = loop_.watch_readable(nl_socket_get_fd(socket_.get()), [this] { on_readable(); });
    if (!watch) return watch.error().value();
    watch_ = std::move(*watch);
    return 0;
}

/// In the kernel: a daemon with thousands of calls a second does not even wake up for its own requests.
int L2tpLosses::hear_only_deletions_by_others(std::uint32_t own_port) {
    constexpr auto kPort = static_cast<unsigned>(offsetof(nlmsghdr, nlmsg_pid));
    constexpr auto kCommand = static_cast<unsigned>(NLMSG_HDRLEN + offsetof(genlmsghdr, cmd));
    // The filter loads in network order what netlink writes in the machine's.
    std::array<sock_filter, 7> program{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kPort),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(own_port), 3, 0),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, kCommand),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, L2TP_CMD_TUNNEL_DELETE, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, L2TP_CMD_SESSION_DELETE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    const int fd = nl_socket_get_fd(socket_.get());
    return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0 ? 0 : errno;
}

int L2tpLosses::on_message(nl_msg* message, void* self) {
    const auto* header = static_cast<const genlmsghdr*>(nlmsg_data(nlmsg_hdr(message)));
    std::array<nlattr*, L2TP_ATTR_MAX + 1> attributes{};
    if (!deletes(header->cmd) || genlmsg_parse(nlmsg_hdr(message), 0, attributes.data(), L2TP_ATTR_MAX, nullptr) < 0)
        return NL_OK;
    const auto id = [&](std::size_t which) -> std::uint32_t { return attributes[which] ? nla_get_u32(attributes[which]) : 0; };
    const auto tunnel = id(L2TP_ATTR_CONN_ID);
    const auto session = header->cmd == L2TP_CMD_SESSION_DELETE ? id(L2TP_ATTR_SESSION_ID) : 0;
    if (tunnel > 0xffff || session > 0xffff) return NL_OK;  // L2TPv3
    static_cast<L2tpLosses*>(self)->suspect({{static_cast<std::uint16_t>(tunnel)}, {static_cast<std::uint16_t>(session)}});
    return NL_OK;
}

void L2tpLosses::on_readable() {
    for (int turn = 0; turn < kMessagesATurn; ++turn) {
        const int error = nl_recvmsgs_default(socket_.get());
        if (error == -NLE_NOMEM) questions_.overrun();
        else if (error < 0) return;
    }
}

void L2tpLosses::suspect(l2tp::SessionKey key) {
    if (!questions_.ours(key)) return;
    suspects_[key] = 0;
    timer_->arm(SteadyTime{});
}

void L2tpLosses::ask() {
    std::vector<l2tp::SessionKey> lost;
    int rounds = kRounds;
    for (auto suspect = suspects_.begin(); suspect != suspects_.end();) {
        auto& [key, times] = *suspect;
        const bool ours = questions_.ours(key);
        const bool alive = ours && questions_.alive(key);
        if (ours && !alive) lost.push_back(key);
        if (alive && ++times <= kRounds) {
            rounds = std::min(rounds, times - 1);
            ++suspect;
        } else {
            suspect = suspects_.erase(suspect);
        }
    }
    if (!suspects_.empty()) timer_->arm(std::chrono::steady_clock::now() + kFirstPause * (1 << rounds));
    for (const auto key : lost)
        if (questions_.ours(key)) questions_.lost(key);
}

}  // namespace vpdnd
