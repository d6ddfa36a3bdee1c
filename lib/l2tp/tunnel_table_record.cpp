// The table of tunnels written out, and read back.
#include <utility>

#include "l2tp/records.h"
#include "l2tp/tunnel_table.h"

namespace l2tp {
namespace {

/// Gives each settings a place, the same one to equal ones.
class SettingsPlaces {
  public:
    explicit SettingsPlaces(std::vector<TunnelSettings>& kept) : kept_(kept) {}

    std::uint32_t place_of(const TunnelSettings& settings) {
        const auto [known, is_new] = by_address_.try_emplace(&settings, 0);
        if (is_new) known->second = place_of_value(settings);
        return known->second;
    }

  private:
    std::uint32_t place_of_value(const TunnelSettings& settings) {
        const auto [first, last] = by_group_.equal_range(settings.group);
        for (auto it = first; it != last; ++it)
            if (kept_[it->second] == settings) return it->second;
        const auto place = static_cast<std::uint32_t>(kept_.size());
        kept_.push_back(settings);
        by_group_.emplace(settings.group, place);
        return place;
    }

    std::vector<TunnelSettings>& kept_;
    std::unordered_map<const TunnelSettings*, std::uint32_t> by_address_;
    std::unordered_multimap<std::string, std::uint32_t> by_group_;
};

}  // namespace

void TunnelTable::save(EndpointRecord& record) const {
    SettingsPlaces places(record.tunnel_settings);
    record.tunnels.reserve(entries_.size());
    for (const auto id : ids()) {
        const auto& entry = entries_.at(id);
        auto& saved = record.tunnels.emplace_back(entry.tunnel.save(places.place_of(entry.tunnel.link().settings())));
        saved.silent_ticket = entry.silent_ticket;
    }
    record.deadlines = deadlines.save();
    for (std::size_t i = 0; i < silent_.size(); ++i) record.silent.push_back({silent_[i].id, silent_[i].ticket});
    for (std::size_t i = 0; i < silent_strangers_.size(); ++i)
        record.silent_strangers.push_back({silent_strangers_[i].id, silent_strangers_[i].ticket});
    record.last_silent_ticket = last_ticket_;
    record.seen = half_open.seen.save();
}

void TunnelTable::adopt(EndpointRecord& record, Context& context) {
    std::vector<TunnelSettingsPtr> settings;
    settings.reserve(record.tunnel_settings.size());
    for (auto& one : record.tunnel_settings) settings.push_back(std::make_shared<const TunnelSettings>(std::move(one)));
    for (auto& tunnel : record.tunnels)
        if (tunnel.link.settings < settings.size()) adopt(tunnel, settings[tunnel.link.settings], context);
    for (const auto& [tunnel, at] : record.deadlines) deadlines.set(tunnel, at);
    for (const auto& [tunnel, ticket] : record.silent) silent_.push({tunnel, ticket});
    for (const auto& [tunnel, ticket] : record.silent_strangers) silent_strangers_.push({tunnel, ticket});
    last_ticket_ = record.last_silent_ticket;
    half_open.seen.adopt(record.seen);
}

void TunnelTable::adopt(TunnelRecord& record, const TunnelSettingsPtr& settings, Context& context) {
    const auto id = record.link.id;
    const auto ticket = record.silent_ticket;
    taken_.insert(id.value);
    auto& entry = entries_.try_emplace(id, Tunnel(std::move(record), settings, context)).first->second;
    const auto& tunnel = entry.tunnel;
    name(entry);
    entry.silent_ticket = ticket;
    entry.counted_busy = !tunnel.silent();
    if (entry.counted_busy) ++busy_;
    update_half_open(entry);
    update_opening(entry);
    update_stranger(entry);
    update_path(entry);
}

}  // namespace l2tp
