#include "policy/radius_route.h"

#include <limits>
#include <memory>
#include <utility>

#include "policy/group_route.h"
#include "policy/secret_mark.h"
#include "radius/tunnel_offer.h"

namespace vpdnd {
namespace {

template <class To, class From>
void override_with(To& to, const std::optional<From>& from) {
    if (from) to = *from;
}

/// Of tunnels that no group of ours has settings for: the defaults of a group.
Group group_of_radius(std::string_view set) {
    Group out;
    out.name = "radius:" + std::string(set);  // no group's name has a colon
    out.tunnel.session_limit = std::numeric_limits<unsigned>::max();  // max-sessions holds
    return out;
}

/// RFC 2868 section 3.6 leaves it to us which calls share a tunnel where no id is given: those that name both ends alike. Nobody
/// shares one that was opened with another secret, from another address, or that does not hide what he wants hidden.
std::string assignment_of(const OfferedTunnel& tunnel, const l2tp::TunnelSettings& settings) {
    std::string out;
    if (tunnel.password) out += "secret " + mark_of_secret(*tunnel.password) + "\n";
    if (tunnel.source) out += "source " + l2tp::to_string(*tunnel.source) + "\n";
    if (settings.hide_avps) out += "hidden\n";
    if (!tunnel.assignment.empty()) return out + "id " + tunnel.assignment;
    if (tunnel.client_name.empty() && tunnel.server_name.empty()) return out;
    return out + "names " + tunnel.client_name + "\n" + tunnel.server_name;
}

l2tp::TunnelSettings settings_of(l2tp::TunnelSettings out, const TunnelOffer& offer) {
    override_with(out.hello_interval, offer.hello_after);
    override_with(out.no_session_timeout, offer.no_session_timeout);
    override_with(out.receive_window, offer.receive_window);
    override_with(out.hide_avps, offer.hide_avps);
    return out;
}

l2tp::TunnelSettingsPtr settings_of(l2tp::TunnelSettings out, const Group& group, const TunnelOffer& offer, const OfferedTunnel& tunnel) {
    if (!tunnel.client_name.empty()) out.local_name = tunnel.client_name;
    override_with(out.secret, tunnel.password);
    out.peer_name = tunnel.server_name;
    out.authenticate = offer.authenticate.value_or(group.authentication) && !out.secret.empty();
    out.hide_avps = out.hide_avps && !out.secret.empty();
    out.assignment = assignment_of(tunnel, out);
    return std::make_shared<const l2tp::TunnelSettings>(std::move(out));
}

Target target_of(const OfferedTunnel& tunnel, const Group& group, l2tp::TunnelSettingsPtr settings) {
    auto out = target_of(LnsAddress{.address = tunnel.address, .priority = tunnel.priority}, group, settings);
    if (tunnel.source) out.source = tunnel.source;
    out.secret_of_its_own = tunnel.password.has_value();
    return out;
}

}  // namespace

tl::expected<RadiusRoute, std::string> route_of_accept(const radius::AttributeList& attributes, const GroupPolicy& policy,
                                                       std::string_view set) {
    auto offer = read_tunnel_offer(attributes);
    if (!offer) return tl::unexpected(offer.error());
    if (offer->empty()) return RadiusRoute{{}, std::move(offer->notes)};
    const auto* named = policy.config().group(offer->group);
    if (!offer->group.empty() && !named) return tl::unexpected<std::string>("it names a group that is not configured");
    const auto group = named ? *named : group_of_radius(set);
    const auto settings = settings_of(tunnel_settings(group, policy.config()), *offer);
    auto forward = forward_without_targets(group, policy.config().daemon);
    override_with(forward.dead_time_of_busy, offer->busy_disconnect);
    for (const auto& tunnel : offer->tunnels)
        forward.targets.push_back(target_of(tunnel, group, settings_of(settings, group, *offer, tunnel)));
    if (offer->tunnels.empty()) forward.targets = targets_of(group, std::make_shared<const l2tp::TunnelSettings>(settings));
    if (forward.targets.empty()) return tl::unexpected<std::string>("the group that it names has no initiate-to");
    return RadiusRoute{std::move(forward), std::move(offer->notes)};
}

}  // namespace vpdnd
