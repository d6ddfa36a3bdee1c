#include "radius/tunnel_offer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "config/text_values.h"
#include "radius/offer_pairs.h"
#include "radius/tunnel_sets.h"

namespace vpdnd {
namespace {

using namespace radius::literals;
using radius::TunnelSet;

constexpr std::uint32_t kL2tp = radius::value_of("Tunnel-Type"_attr, "L2TP");
constexpr std::uint32_t kMediums[] = {radius::value_of("Tunnel-Medium-Type"_attr, "IPv4"),
                                      radius::value_of("Tunnel-Medium-Type"_attr, "IPv6")};

constexpr std::string TunnelSet::* kTexts[] = {&TunnelSet::client_endpoint, &TunnelSet::server_endpoint, &TunnelSet::group_id,
                                               &TunnelSet::assignment,      &TunnelSet::client_name,     &TunnelSet::server_name};
constexpr std::optional<std::uint32_t> TunnelSet::* kNumbers[] = {&TunnelSet::type, &TunnelSet::medium, &TunnelSet::preference};

/// What `set` does not say is taken from `other`.
void complete(TunnelSet& set, const TunnelSet& other) {
    for (const auto field : kTexts)
        if ((set.*field).empty()) set.*field = other.*field;
    for (const auto field : kNumbers)
        if (!(set.*field)) set.*field = other.*field;
    if (!set.password) set.password = other.password;
}

bool is_empty(TunnelSet set) {
    set.tag = 0;
    return set == TunnelSet{};
}

std::string name_of(const TunnelSet& set) { return set.tag == 0 ? "the tunnel" : "the tunnel of tag " + std::to_string(set.tag); }

/// The tunnels of the answer, each with all that holds for it. `pairs` are Cisco's.
std::vector<TunnelSet> completed(std::vector<TunnelSet> sets, const TunnelSet& pairs) {
    const auto untagged = std::find_if(sets.begin(), sets.end(), [](const TunnelSet& set) { return set.tag == 0; });
    auto common = untagged == sets.end() ? TunnelSet{} : *untagged;
    if (sets.size() > 1 && untagged != sets.end()) {
        // Beside tunnels with tags it is one of its own only if it has an LNS, and they have theirs.
        const bool all_named = std::ranges::none_of(sets, [](const TunnelSet& set) { return set.server_endpoint.empty(); });
        if (!all_named) sets.erase(untagged);
    }
    complete(common, pairs);
    if (sets.empty()) return {common};
    for (auto& set : sets) complete(set, common);
    return sets;
}

/// Why it is none that we can open; empty: it is one.
std::string why_passed_over(const TunnelSet& set) {
    const auto named = [&](const char* what, radius::IntegerRow row, std::uint32_t value) {
        const auto name = radius::name_of_value(*row, value);
        return name_of(set) + " is of " + what + " " + (name.empty() ? std::to_string(value) : std::string(name));
    };
    if (set.type && *set.type != kL2tp) return named("type", "Tunnel-Type"_attr, *set.type);
    if (set.medium && std::ranges::find(kMediums, *set.medium) == std::end(kMediums))
        return named("medium", "Tunnel-Medium-Type"_attr, *set.medium);
    return {};
}

bool is_printable(const std::string& text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
}

bool is_host(const std::string& text) {
    if (text.find(':') != text.npos || config::ends_in_number(text)) return config::parse_ip_address(text).has_value();
    return config::is_host_name(text);
}

/// What is wrong with a text of it; empty: nothing.
std::string why_wrong(const TunnelSet& set, const std::vector<RankedAddress>& addresses) {
    for (const auto& one : addresses)
        if (!is_host(one.address)) return name_of(set) + ": the LNS is neither an IP address nor a host name";
    if (!is_printable(set.client_name)) return name_of(set) + ": Tunnel-Client-Auth-Id is not printable";
    if (!is_printable(set.server_name)) return name_of(set) + ": Tunnel-Server-Auth-Id is not printable";
    if (!set.client_endpoint.empty() && !config::parse_ip_address(set.client_endpoint))
        return name_of(set) + ": Tunnel-Client-Endpoint is no IP address";
    return {};
}

/// In which order tunnels are tried: preference, then place between slashes. Those without a preference are equal to each other, and
/// behind all that have one.
using Rank = std::pair<std::uint32_t, unsigned>;

struct Ranked {
    Rank rank;
    OfferedTunnel tunnel;
    bool operator==(const Ranked&) const = default;
};

/// What one answer may cost: each call that it is kept for puts its tunnels in order, and tries one after the other.
constexpr std::size_t kMostTunnels = 64;

/// False: some found no place.
bool add(std::vector<Ranked>& to, const TunnelSet& set, const std::vector<RankedAddress>& addresses) {
    for (const auto& one : addresses) {
        if (to.size() == kMostTunnels) return false;
        OfferedTunnel tunnel{.address = one.address,
                             .client_name = set.client_name,
                             .server_name = set.server_name,
                             .assignment = set.assignment,
                             .password = set.password,
                             .source = {}};
        if (!set.client_endpoint.empty()) tunnel.source = config::parse_ip_address(set.client_endpoint);
        Ranked ranked{{set.preference.value_or(UINT32_MAX), one.place}, std::move(tunnel)};
        if (std::ranges::find(to, ranked) == to.end()) to.push_back(std::move(ranked));
    }
    return true;
}

/// Ranks become 1, 2, 3…
std::vector<OfferedTunnel> by_priority(std::vector<Ranked> all) {
    std::set<Rank> ranks;
    for (const auto& one : all) ranks.insert(one.rank);
    std::ranges::stable_sort(all, {}, &Ranked::rank);
    std::vector<OfferedTunnel> out;
    for (auto& one : all) {
        one.tunnel.priority = 1 + static_cast<unsigned>(std::distance(ranks.begin(), ranks.find(one.rank)));
        out.push_back(std::move(one.tunnel));
    }
    return out;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : "; ") + text;
    return out;
}

}  // namespace

tl::expected<TunnelOffer, std::string> read_tunnel_offer(const radius::AttributeList& attributes) {
    auto sets = radius::tunnel_sets(attributes);
    if (!sets) return tl::unexpected(text_of(sets.error()));
    auto pairs = read_offer_pairs(attributes);
    if (!pairs) return tl::unexpected(pairs.error());
    auto offer = std::move(pairs->offer);
    if (sets->empty() && is_empty(pairs->common) && pairs->addresses.empty()) return offer;
    std::vector<Ranked> ranked;
    std::string group;
    for (const auto& set : completed(std::move(*sets), pairs->common)) {
        if (auto why = why_passed_over(set); !why.empty()) {
            offer.notes.push_back(std::move(why));
            continue;
        }
        const auto addresses = set.server_endpoint.empty() ? pairs->addresses : std::vector{RankedAddress{set.server_endpoint, 0}};
        if (addresses.empty() && group.empty()) group = set.group_id;  // it names no LNS, but perhaps a group that has some
        if (addresses.empty() && offer.group.empty() && set.group_id.empty())
            offer.notes.push_back(name_of(set) + " has no Tunnel-Server-Endpoint");
        if (auto wrong = why_wrong(set, addresses); !wrong.empty()) return tl::unexpected(std::move(wrong));
        if (!add(ranked, set, addresses))
            offer.notes.push_back("of more than " + std::to_string(kMostTunnels) + " tunnels some of " + name_of(set));
    }
    if (ranked.empty() && offer.group.empty()) offer.group = std::move(group);
    offer.tunnels = by_priority(std::move(ranked));
    if (offer.empty()) return tl::unexpected("there is no L2TP tunnel in it: " + joined(offer.notes));
    return offer;
}

}  // namespace vpdnd
