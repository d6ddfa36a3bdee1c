// The line of a LAC's user: what vpdn.so tells of it, and its errors.
#include "call/lac_call.h"
#include "call/proxy_fields.h"
#include "l2tp/access_line.h"
#include "l2tp/endpoint.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using Tag = ipc::PluginTag;

/// RFC 5515: what pppd was told of the access line. What is wrong in it costs no call.
std::vector<l2tp::VendorAvp> access_line_of(std::span<const std::uint8_t> told) {
    std::string_view lines(reinterpret_cast<const char*>(told.data()), told.size());
    std::vector<l2tp::VendorAvp> out;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        auto avp = l2tp::make_access_line(line);
        if (avp) out.push_back(std::move(*avp));
        else log::write_limited(log::Level::kWarning, "vpdn-access-line is not sent", {{"error", log::escape(avp.error())}});
    }
    return out;
}

}  // namespace

void LacCall::read_call(const ipc::PluginMessageReader& message) {
    connected_.proxy_lcp = proxy_lcp_of(message);
    connected_.proxy_auth = proxy_auth_of(message);
    ppp_.user = connected_.proxy_auth.name.value_or("");
    ppp_.lcp_open = true;
    ppp_.stage = "authenticate";
    const auto optional_text = [&](Tag tag) -> std::optional<std::string> {
        const auto text = message.text(tag);
        if (!text || text->empty()) return {};
        return std::string(*text);
    };
    request_.calling_number = optional_text(Tag::kCallingNumber);
    request_.called_number = optional_text(Tag::kCalledNumber);
    request_.port_name = optional_text(Tag::kPortName);
    request_.access_line = access_line_of(message.bytes(Tag::kAccessLine).value_or(std::span<const std::uint8_t>{}));
    request_.bearer = message.u32(Tag::kBearer).value_or(l2tp::kBearerDigital);
    connected_.framing = message.u32(Tag::kFraming).value_or(l2tp::kFramingSync);
    const auto tx = message.u64(Tag::kTxSpeed).value_or(0), rx = message.u64(Tag::kRxSpeed).value_or(tx);
    put_speeds(connected_, tx, rx);
    line_.read(request_);
    line_.tx_speed = tx;
    line_.rx_speed = rx;
    line_.framing = connected_.framing;
}

void LacCall::watch_line_errors() {
    errors_timer_ = parts_.loop.make_timer([this] { look_for_line_errors(); });
    errors_timer_->arm(Clock::now() + parts_.line_errors_interval);
}

/// New errors are told to the LNS, as often as the endpoint lets us (RFC 2661 section 6.13).
void LacCall::look_for_line_errors() {
    const auto now = parts_.line_errors(device_.get());
    if (!now || !key_) return;
    const auto total = errors_since(*errors_before_, *now);
    if (total != wan_errors().value_or(l2tp::Wen{}) && parts_.endpoint.send_wen(Clock::now(), *key_, total)) note_wan_errors(total);
    errors_timer_->arm(Clock::now() + parts_.line_errors_interval);
    parts_.drain();
}

}  // namespace vpdnd
