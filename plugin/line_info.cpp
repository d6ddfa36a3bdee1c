#include "line_info.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_pppox.h>

#include "ipc/line_kind.h"
#include "pppd_glue.h"
#include "text.h"

namespace plugin {
namespace {

using ipc::LineKind;
using ipc::PluginTag;
constexpr std::uint32_t kSynchronous = 1, kAsynchronous = 2;  // AVP 19
constexpr std::uint32_t kDigital = 1, kAnalog = 2;            // AVP 18
constexpr std::uint64_t kMegabit = 1'000'000;
/// What is said of a line that does not tell its speed: tunnels and virtual interfaces have none.
constexpr std::uint64_t kUnknownEthernet = 10 * kMegabit, kUnknownTty = 115'200;

/// Lines of NAME=VALUE, as they were given; vpdnd knows the names.
constexpr std::size_t kMostAccessLine = 1024;
std::uint8_t access_line[kMostAccessLine];
std::size_t access_line_length = 0;

char noted_interface[32];

/// Sockets of other tunnels (L2TP, PPTP) are no lines of this machine.
LineKind kind_of(int fd) {
    union {
        sockaddr any;
        sockaddr_pppox pppox;
        sockaddr_storage room;
    } name{};
    socklen_t length = sizeof name;
    if (getsockname(fd, &name.any, &length) != 0 || name.any.sa_family != AF_PPPOX)
        return glue_is_synchronous() ? LineKind::kSync : LineKind::kAsync;
    return name.pppox.sa_protocol == PX_PROTO_OE ? LineKind::kPppoe : LineKind::kVirtual;
}

/// In bit/s, from the driver.
std::uint64_t ethernet_speed(const char* interface) {
    const int fd = open(Text<128>("/sys/class/net/%s/speed", interface), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return kUnknownEthernet;
    char text[32] = {};
    const ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    const long megabits = length > 0 ? std::strtol(text, nullptr, 10) : 0;
    return megabits > 0 ? static_cast<std::uint64_t>(megabits) * kMegabit : kUnknownEthernet;
}

void put_if_given(ipc::PluginMessageWriter& call, PluginTag tag, const char* option, const char* otherwise) {
    const char* text = option[0] != '\0' ? option : otherwise;
    if (text != nullptr && text[0] != '\0') call.put_text(tag, text);
}

}  // namespace

const char* note_access_line(const char* text) {
    const std::string_view line(text);
    if (line.find('=') == std::string_view::npos) return "NAME=VALUE is wanted";
    for (const char c : line)
        if (static_cast<unsigned char>(c) < ' ') return "it holds a control character";
    if (line.size() + 1 > kMostAccessLine - access_line_length) return "the access line is described with too many words";
    for (const char c : line) access_line[access_line_length++] = static_cast<std::uint8_t>(c);
    access_line[access_line_length++] = '\n';
    return nullptr;
}

void note_interface(std::string_view name) { copy_text(noted_interface, name); }

void describe_line(ipc::PluginMessageWriter& call) {
    const LineKind kind = kind_of(glue_device_fd());
    const bool terminal = kind == LineKind::kAsync || kind == LineKind::kSync;
    const char* device = noted_interface[0] != '\0' ? noted_interface : glue_device_name();
    const int baud = glue_baud_rate();
    const std::uint64_t speed = !terminal ? ethernet_speed(device)
                                : baud > 0 ? static_cast<std::uint64_t>(baud)
                                           : kUnknownTty;
    put_if_given(call, PluginTag::kCallingNumber, glue_option_calling, glue_remote_number());
    put_if_given(call, PluginTag::kCalledNumber, glue_option_called, nullptr);
    put_if_given(call, PluginTag::kPortName, glue_option_port_name, device);
    put_if_given(call, PluginTag::kInterface, "", device);
    if (access_line_length > 0) call.put_bytes(PluginTag::kAccessLine, {access_line, access_line_length});
    call.put_u8(PluginTag::kLineKind, static_cast<std::uint8_t>(kind));
    call.put_u32(PluginTag::kFraming, kind == LineKind::kAsync ? kAsynchronous : kSynchronous);
    call.put_u32(PluginTag::kBearer, kind == LineKind::kAsync ? kAnalog : kDigital);
    call.put_u64(PluginTag::kTxSpeed, speed);
    call.put_u64(PluginTag::kRxSpeed, speed);
}

}  // namespace plugin
