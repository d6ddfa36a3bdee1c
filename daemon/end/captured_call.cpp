#include "end/captured_call.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "end/proxy_fields.h"
#include "l2tp/access_line.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

using Tag = ipc::PluginTag;

/// RFC 5515: what pppd was told of the access line.
std::vector<l2tp::VendorAvp> access_line_of(std::span<const std::uint8_t> told) {
    std::string_view lines(reinterpret_cast<const char*>(told.data()), told.size());
    std::vector<l2tp::VendorAvp> out;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        auto avp = l2tp::make_access_line(line);
        if (avp)
            out.push_back(std::move(*avp));
        else
            log::write_limited(log::Level::kWarning, "vpdn-access-line is not sent",
                               {{"error", log::escape(avp.error())}});
    }
    return out;
}

ipc::LineKind kind_of(const ipc::PluginMessageReader& message) {
    const auto number = message.u8(Tag::kLineKind).value_or(0);
    return number <= static_cast<std::uint8_t>(ipc::LineKind::kPppoe) ? static_cast<ipc::LineKind>(number) : ipc::LineKind::kVirtual;
}

/// Of a terminal: "ttyS0", "pts/3".
std::string without_directory(std::string device) {
    constexpr std::string_view kDevices = "/dev/";
    return device.starts_with(kDevices) ? device.substr(kDevices.size()) : std::move(device);
}

}  // namespace

void read_captured_call(const ipc::PluginMessageReader& message, CallFacts& facts) {
    const auto text = [&](Tag tag) { return std::string(message.text(tag).value_or("")); };
    facts.proxied = Proxied{proxy_lcp_of(message), proxy_auth_of(message)};
    facts.ppp.user = facts.proxied->auth.name.value_or("");
    facts.ppp.lcp_open = true;
    facts.ppp.stage = ipc::PppStage::kAuthenticate;
    facts.set_numbers(text(Tag::kCallingNumber), text(Tag::kCalledNumber));
    auto& line = facts.line;
    line.kind = kind_of(message);
    line.bearer = message.u32(Tag::kBearer).value_or(l2tp::kBearerDigital);
    line.framing = message.u32(Tag::kFraming).value_or(l2tp::kFramingSync);
    line.tx_speed = message.u64(Tag::kTxSpeed).value_or(0);
    line.rx_speed = message.u64(Tag::kRxSpeed).value_or(line.tx_speed);
    auto port_name = text(Tag::kPortName);
    auto access_line = access_line_of(message.bytes(Tag::kAccessLine).value_or(std::span<const std::uint8_t>{}));
    auto interface = without_directory(text(Tag::kInterface));
    if (!port_name.empty() || !access_line.empty() || !interface.empty())
        line.names = CallLine::Names{{}, std::move(port_name), std::move(access_line), std::move(interface)};
}

std::optional<EndReason> read_judged(const ipc::PluginMessageReader& message, CallFacts& facts) {
    facts.user_let_in = message.u8(Tag::kGranted).value_or(0) != 0;
    if (facts.user_let_in) return std::nullopt;
    return EndReason{.cause = EndCause::kUserRefused, .text = "the user is not let in here, and not forwarded therefore"};
}

}  // namespace vpdnd
