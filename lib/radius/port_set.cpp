#include "radius/port_set.h"

#include <algorithm>
#include <numeric>

namespace radius {

PortSet::Port::Port() { std::iota(free.begin(), free.end(), std::uint8_t{0}); }

std::optional<PortPlace> PortSet::take(RequestId holder) {
    for (std::size_t i = 0; i < ports_.size(); ++i) {
        auto& port = ports_[i];
        if (port.state != PortState::kOpen || port.used == kIdentifiers) continue;
        const auto identifier = port.free[port.first_free];
        port.first_free = (port.first_free + 1) % kIdentifiers;
        ++port.used;
        port.holders[identifier] = holder;
        return PortPlace{static_cast<PortId>(i), identifier};
    }
    return std::nullopt;
}

void PortSet::give_back(base::Time now, PortPlace place) {
    auto& port = ports_[index_of(place.port)];
    if (!port.holders[place.identifier]) return;
    port.holders[place.identifier].reset();
    --port.used;
    port.free[(port.first_free + kIdentifiers - port.used - 1) % kIdentifiers] = place.identifier;
    if (port.used == 0) port.idle_since = now;
}

std::optional<RequestId> PortSet::holder(PortPlace place) const {
    if (index_of(place.port) >= ports_.size()) return std::nullopt;
    return ports_[index_of(place.port)].holders[place.identifier];
}

std::optional<PortId> PortSet::want_another() {
    if (is_opening()) return std::nullopt;
    const auto closed = std::find_if(ports_.begin(), ports_.end(), [](const Port& one) { return one.state == PortState::kClosed; });
    auto index = static_cast<std::size_t>(closed - ports_.begin());
    if (closed == ports_.end()) {
        if (ports_.size() >= most_) return std::nullopt;
        ports_.emplace_back();
    }
    ports_[index].state = PortState::kOpening;
    return static_cast<PortId>(index);
}

void PortSet::opened(base::Time now, PortId port) {
    if (index_of(port) >= ports_.size() || ports_[index_of(port)].state != PortState::kOpening) return;
    ports_[index_of(port)].state = PortState::kOpen;
    ports_[index_of(port)].idle_since = now;
}

void PortSet::failed(PortId port) {
    if (index_of(port) >= ports_.size() || ports_[index_of(port)].state != PortState::kOpening) return;
    ports_[index_of(port)].state = PortState::kClosed;
}

std::optional<PortId> PortSet::close_idle(base::Time since) {
    for (std::size_t i = 1; i < ports_.size(); ++i) {
        auto& port = ports_[i];
        if (port.state != PortState::kOpen || port.used != 0 || port.idle_since > since) continue;
        port.state = PortState::kClosed;
        return static_cast<PortId>(i);
    }
    return std::nullopt;
}

std::optional<base::Time> PortSet::idle_since() const {
    std::optional<base::Time> first;
    for (std::size_t i = 1; i < ports_.size(); ++i)
        if (const auto& port = ports_[i]; port.state == PortState::kOpen && port.used == 0)
            first = std::min(first.value_or(port.idle_since), port.idle_since);
    return first;
}

std::size_t PortSet::open_count() const {
    return static_cast<std::size_t>(
        std::count_if(ports_.begin(), ports_.end(), [](const Port& one) { return one.state == PortState::kOpen; }));
}

bool PortSet::is_opening() const {
    return std::any_of(ports_.begin(), ports_.end(), [](const Port& one) { return one.state == PortState::kOpening; });
}

}  // namespace radius
