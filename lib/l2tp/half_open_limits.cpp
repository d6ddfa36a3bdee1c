#include "l2tp/half_open_limits.h"

#include <algorithm>

namespace l2tp {
namespace {

/// Small limits are for small sites: there each place is given at once.
constexpr std::size_t kAlwaysAtOnce = 8;

bool pressed(std::size_t taken, unsigned limit) {
    return taken >= std::max<std::size_t>(limit / 2, std::min<std::size_t>(limit, kAlwaysAtOnce));
}

}  // namespace

IpAddress network_of(const IpAddress& ip) {
    auto network = ip;
    if (network.v6) std::fill(network.bytes.begin() + 8, network.bytes.end(), std::uint8_t{0});
    return network;
}

bool HalfOpenLimits::is_pressed(const EndpointSettings& settings) const { return pressed(total(), settings.max_half_open); }

HalfOpenLimits::Verdict HalfOpenLimits::admit(Time now, const IpAddress& ip, bool named_peer, std::uint64_t request,
                                              const EndpointSettings& settings) {
    const auto found = networks_.find(network_of(ip));
    const std::size_t of_network = found == networks_.end() ? 0 : found->second.size;
    const auto in_place_of = [now](const ByAge& unanswered, DropReason otherwise) {
        const bool gives_way = !unanswered.empty() && now - unanswered.begin()->first >= kPatience;
        return gives_way ? Verdict{{}, unanswered.begin()->second} : Verdict{otherwise, {}};
    };
    const bool is_full = total() >= settings.max_half_open;
    const bool is_network_full = of_network >= settings.max_half_open_per_address;
    const bool is_share_full = !named_peer && strangers_.size >= settings.max_half_open - settings.max_half_open / 4;
    if ((is_pressed(settings) || pressed(of_network, settings.max_half_open_per_address)) && !seen.repeats(now, request)) {
        if (is_network_full) return {DropReason::kHalfOpenPerAddress, {}};
        return {is_full || is_share_full ? DropReason::kHalfOpenLimit : DropReason::kNotRepeated, {}};
    }
    if (is_network_full)
        return in_place_of(found == networks_.end() ? ByAge{} : found->second.unanswered, DropReason::kHalfOpenPerAddress);
    if (!is_full && !is_share_full) return {};
    const auto verdict = in_place_of(strangers_.unanswered, DropReason::kHalfOpenLimit);
    return verdict.refused && named_peer ? in_place_of(named_.unanswered, DropReason::kHalfOpenLimit) : verdict;
}

void HalfOpenLimits::put(TunnelId tunnel, const Place& place) {
    const auto [known, is_new] = places_.try_emplace(tunnel, place);
    if (!is_new) {
        if (known->second == place) return;
        forget(tunnel, known->second);
        known->second = place;
    }
    for (auto* group : {&class_of(place), &networks_[place.network]}) {
        ++group->size;
        if (!place.answered) group->unanswered.emplace(place.since, tunnel);
    }
}

void HalfOpenLimits::remove(TunnelId tunnel) {
    const auto found = places_.find(tunnel);
    if (found == places_.end()) return;
    forget(tunnel, found->second);
    places_.erase(found);
}

void HalfOpenLimits::forget(TunnelId tunnel, const Place& place) {
    const auto network = networks_.find(place.network);
    for (auto* group : {&class_of(place), &network->second}) {
        --group->size;
        group->unanswered.erase({place.since, tunnel});
    }
    if (network->second.size == 0) networks_.erase(network);
}

}  // namespace l2tp
