#include "control/tunnel_opener.h"

#include <charconv>
#include <string_view>
#include <utility>

namespace vpdnd {
namespace {

using Code = ipc::ControlErrorCode;

tl::unexpected<ipc::ControlError> refusal(Code code, std::string message) {
    return tl::unexpected(ipc::ControlError{code, std::move(message)});
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return {};
    return port;
}

tl::unexpected<ipc::ControlError> failed(const std::string& why) { return refusal(Code::kFailed, "The tunnel " + why + "."); }

}  // namespace

std::optional<TunnelTarget> parse_target(const std::string& text) {
    TunnelTarget target{text};
    const auto colon = text.rfind(':');
    const bool bracketed = text.starts_with('[');
    if (colon != std::string::npos && (bracketed ? text[colon - 1] == ']' : text.find(':') == colon)) {
        const auto port = parse_port(std::string_view(text).substr(colon + 1));
        if (!port) return {};
        target.port = *port;
        target.name.resize(colon);
    }
    if (bracketed && target.name.ends_with(']')) target.name = target.name.substr(1, target.name.size() - 2);
    return target;
}

void TunnelOpener::open(const std::string& group, const std::optional<std::string>& address, Opened opened) {
    const auto* found = config_->group(group);
    if (!found) return opened(refusal(Code::kNotFound, "There is no group " + group + "; give the name of a [[group]]."));
    std::optional<TunnelTarget> target;
    if (address) {
        target = parse_target(*address);
        if (!target) return opened(refusal(Code::kBadParams, "The port must be a number from 1 to 65535."));
    } else if (!found->initiate_to.empty()) {
        target = TunnelTarget{found->initiate_to.front().address, found->initiate_to.front().port};
    } else {
        return opened(refusal(Code::kBadParams, "Group " + group + " has no initiate-to; give an address."));
    }
    auto wait = resolver_.resolve(
        target->name, target->port, [this, group, name = target->name, opened = std::move(opened)](const Resolver::Answer& answer) {
            if (answer.addresses.empty())
                return opened(refusal(Code::kFailed, "The name " + name + " has no address: " + answer.error + "."));
            open_first(group, answer, opened);
        });
    wait.let_run();  // the client may leave: the tunnel is opened all the same
}

void TunnelOpener::open_first(const std::string& group, const Resolver::Answer& answer, const Opened& opened) {
    const auto* found = config_->group(group);
    if (!found) return opened(failed("was not opened: group " + group + " is gone"));
    const TunnelRequest request{.settings = policy_->settings(*found), .source = found->source, .source_port = found->source_port,
                                .other_port_allowed = found->reply_port == ReplyPort::kAuto};
    tunnels_.open_first(request, answer.addresses,
                        [opened](const tl::expected<l2tp::TunnelId, std::string>& tunnel) {
                            if (tunnel) opened(*tunnel);
                            else opened(failed("to " + tunnel.error()));
                        });
}

}  // namespace vpdnd
