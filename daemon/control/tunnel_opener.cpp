#include "control/tunnel_opener.h"

#include <algorithm>
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

/// Lowest priority number first; equal ones as the file has them.
std::vector<TunnelTarget> TunnelOpener::targets_of(const Group& group) {
    auto addresses = group.initiate_to;
    std::ranges::stable_sort(addresses, {}, &LnsAddress::priority);
    std::vector<TunnelTarget> targets;
    targets.reserve(addresses.size());
    for (const auto& one : addresses) targets.push_back({one.address, one.port});
    return targets;
}

struct TunnelOpener::Attempt {
    std::string group;
    std::vector<TunnelTarget> targets;
    Opened opened;
    std::size_t next = 0;
    std::string failures{};  ///< of those before

    void failed(const std::string& why) { failures += (failures.empty() ? "" : "; ") + why; }
};

void TunnelOpener::open(const std::string& group, const std::optional<std::string>& address, Opened opened) {
    const auto* found = config_->group(group);
    if (!found) return opened(refusal(Code::kNotFound, "There is no group " + group + "; give the name of a [[group]]."));
    std::vector<TunnelTarget> targets;
    if (address) {
        const auto target = parse_target(*address);
        if (!target) return opened(refusal(Code::kBadParams, "The port must be a number from 1 to 65535."));
        targets.push_back(*target);
    } else {
        targets = targets_of(*found);
    }
    if (targets.empty()) return opened(refusal(Code::kBadParams, "Group " + group + " has no initiate-to; give an address."));
    try_next(std::make_shared<Attempt>(Attempt{group, std::move(targets), std::move(opened)}));
}

void TunnelOpener::try_next(const std::shared_ptr<Attempt>& attempt) {
    if (attempt->next == attempt->targets.size())
        return attempt->opened(refusal(Code::kFailed, "The tunnel " + attempt->failures + "."));
    const auto& target = attempt->targets[attempt->next++];
    auto wait = resolver_.resolve(target.name, target.port, [this, attempt, name = target.name](const Resolver::Answer& answer) {
        if (!answer.addresses.empty()) return open_first(attempt, answer);
        attempt->failed("was not opened: the name " + name + " has no address: " + answer.error);
        try_next(attempt);
    });
    wait.let_run();  // the client may leave: the tunnel is opened all the same
}

void TunnelOpener::open_first(const std::shared_ptr<Attempt>& attempt, const Resolver::Answer& answer) {
    const auto* found = config_->group(attempt->group);
    if (!found) return attempt->opened(refusal(Code::kFailed, "The tunnel was not opened: group " + attempt->group + " is gone."));
    const TunnelRequest request{.settings = policy_->settings(*found), .source = found->source, .source_port = found->source_port,
                                .other_port_allowed = found->reply_port == ReplyPort::kAuto};
    Tunnels::Candidates candidates{.addresses = answer.addresses,
                                   .others = attempt->next < attempt->targets.size(),
                                   .try_next_after = found->try_next_after};
    tunnels_.open_first(request, std::move(candidates), [this, attempt](const tl::expected<l2tp::TunnelId, std::string>& tunnel) {
        if (tunnel) return attempt->opened(*tunnel);
        attempt->failed("to " + tunnel.error());
        try_next(attempt);
    });
}

}  // namespace vpdnd
