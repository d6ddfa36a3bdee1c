#include "l2tp/deadline_heap.h"

#include <utility>

#include "l2tp/records.h"

namespace l2tp {

void DeadlineHeap::put(std::size_t place, Entry entry) {
    places_[entry.tunnel.value] = static_cast<Place>(place);
    entries_[place] = entry;
}

void DeadlineHeap::sift_up(std::size_t place) {
    const auto entry = entries_[place];
    while (place > 0) {
        const auto parent = (place - 1) / 2;
        if (entries_[parent].at <= entry.at) break;
        put(place, entries_[parent]);
        place = parent;
    }
    put(place, entry);
}

void DeadlineHeap::sift_down(std::size_t place) {
    const auto entry = entries_[place];
    for (;;) {
        auto child = 2 * place + 1;
        if (child >= entries_.size()) break;
        if (child + 1 < entries_.size() && entries_[child + 1].at < entries_[child].at) ++child;
        if (entry.at <= entries_[child].at) break;
        put(place, entries_[child]);
        place = child;
    }
    put(place, entry);
}

void DeadlineHeap::set(TunnelId tunnel, Time at) {
    const auto place = places_[tunnel.value];
    if (place == kAbsent) {
        entries_.push_back({at, tunnel});
        sift_up(entries_.size() - 1);
    } else if (at < entries_[place].at) {
        entries_[place].at = at;
        sift_up(place);
    }
}

void DeadlineHeap::erase(TunnelId tunnel) {
    const auto place = places_[tunnel.value];
    if (place == kAbsent) return;
    places_[tunnel.value] = kAbsent;
    const auto last = entries_.back();
    entries_.pop_back();
    if (place == entries_.size()) return;
    put(place, last);
    sift_up(place);
    sift_down(places_[last.tunnel.value]);
}

std::vector<DeadlineRecord> DeadlineHeap::save() const {
    std::vector<DeadlineRecord> records;
    records.reserve(entries_.size());
    for (const auto& entry : entries_) records.push_back({entry.tunnel, entry.at});
    return records;
}

std::optional<Time> DeadlineHeap::next() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.front().at;
}

std::optional<TunnelId> DeadlineHeap::take_due(Time now) {
    if (entries_.empty() || entries_.front().at > now) return std::nullopt;
    const auto tunnel = entries_.front().tunnel;
    erase(tunnel);
    return tunnel;
}

}  // namespace l2tp
