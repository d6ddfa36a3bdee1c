#include "policy/group_policy.h"

#include <algorithm>

#include "config/interface_pattern.h"
#include "config/served_tunnels.h"
#include "config/user_name.h"

namespace vpdnd {
namespace {

bool serves_address(const Group& group, const l2tp::IpAddress& remote) {
    return group.peers.empty() ||
           std::ranges::any_of(group.peers, [&](const IpPrefix& prefix) { return prefix.contains(remote); });
}

std::size_t same(std::string_view number, std::string_view text) { return number == text ? 1 : 0; }
std::size_t fit_of_pattern(std::string_view pattern, std::string_view text) { return interface_pattern_fit(text, pattern); }

}  // namespace

l2tp::TunnelSettings tunnel_settings(const Group& group, const Config& config) {
    auto out = group.tunnel;
    out.group = group.name;
    if (out.local_name.empty()) out.local_name = config.daemon.hostname;
    out.authenticate = group.authentication && !group.tunnel.secret.empty();
    out.named_peers = !group.peers.empty();
    out.accept_incoming = group.accept_dialin.has_value();
    if (group.replace_result) out.replace_result = group.replace_result->by_result;
    out.accept_outgoing = false;  // nothing dials in this version: no bearer capability is advertised, OCRQ gets CDN 5
    return out;
}

GroupPolicy::GroupPolicy(std::shared_ptr<const Config> config) : config_(std::move(config)) {
    for (const auto& group : config_->groups)
        settings_[&group] = std::make_shared<const l2tp::TunnelSettings>(tunnel_settings(group, *config_));
}

const Group* GroupPolicy::group_for_peer(std::string_view host_name, const l2tp::IpAddress& remote,
                                         std::string* why) const {
    const Group* best = nullptr;
    std::size_t best_fit = 0;
    bool name_known = false;
    for (const auto& group : config_->groups) {
        const std::size_t now = serves_tunnels(group) ? fit(group, host_name) : 0;
        if (now == 0) continue;
        name_known = true;
        if (now <= best_fit || !serves_address(group, remote)) continue;
        best = &group;
        best_fit = now;
    }
    if (!best && why) *why = name_known ? "no group serves this address" : "no group serves this host name";
    return best;
}

std::optional<ServedPeer> GroupPolicy::serve(std::string_view host_name, const l2tp::IpAddress& remote, std::string* why) const {
    const auto* group = group_for_peer(host_name, remote, why);
    if (!group) return std::nullopt;
    return ServedPeer{settings(*group), group->reply_port == ReplyPort::kAuto};
}

bool GroupPolicy::knows(const l2tp::IpAddress& remote) const {
    return std::ranges::any_of(config_->groups,
                               [&](const Group& group) { return !group.peers.empty() && serves_address(group, remote); });
}

const Group* GroupPolicy::group_for_call(const CallKeys& call, bool* needs_user) const {
    for (const auto& key : config_->daemon.search_order) {
        if (key == "domain" && !call.user_told && has_domains()) {
            if (needs_user) *needs_user = true;
            return nullptr;
        }
        if (const auto* found = group_by(key, call)) return found;
    }
    return nullptr;
}

const Group* GroupPolicy::group_by(std::string_view key, const CallKeys& call) const {
    if (key == "dnis") return best_fit(&RequestDialin::dnis, call.called_number, same);
    if (key == "calling-number") return best_fit(&RequestDialin::calling_numbers, call.calling_number, fit_of_pattern);
    if (key == "interface") return best_fit(&RequestDialin::interfaces, call.interface, fit_of_pattern);
    if (key == "peer") return best_fit(&RequestDialin::switch_from, call.peer_name, fit);
    if (key == "domain") return best_fit(&RequestDialin::domains, split_user(call.user, config_->daemon.domain_delimiters).domain, fit);
    return nullptr;  // of servers alone
}

bool GroupPolicy::has_domains() const {
    return std::ranges::any_of(config_->groups, [](const Group& group) {
        return group.request_dialin && !group.request_dialin->domains.empty();
    });
}

/// The best of the groups whose list `names` has an entry that fits; no text fits none.
const Group* GroupPolicy::best_fit(std::vector<std::string> RequestDialin::* names, std::string_view text, Fit fits) const {
    const Group* best = nullptr;
    std::size_t best_fit = 0;
    for (const auto& group : config_->groups) {
        if (text.empty() || !group.request_dialin) continue;
        for (const auto& name : (*group.request_dialin).*names) {
            const auto now = fits(name, text);
            if (now <= best_fit) continue;
            best = &group;
            best_fit = now;
        }
    }
    return best;
}

l2tp::TunnelSettingsPtr GroupPolicy::settings(const Group& group) const { return settings_.at(&group); }

}  // namespace vpdnd
