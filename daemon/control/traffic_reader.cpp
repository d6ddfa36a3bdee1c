#include "control/traffic_reader.h"

#include <utility>

namespace vpdnd {

void TrafficReader::read(Done done) {
    waiting_.push_back(std::move(done));
    if (!reading_) begin();
}

void TrafficReader::begin() {
    reading_ = true;
    served_ = std::exchange(waiting_, {});
    table_.clear();
    one_by_one_ = sessions_();
    if (one_by_one_.size() > kFew) pieces_ = dataplane_.read_all_statistics();
    if (!pieces_) return read_slice();
    auto watch = loop_.watch_readable(pieces_->fd(), [this] { read_piece(); });
    if (!watch) {  // the other way needs no descriptor
        pieces_.reset();
        return read_slice();
    }
    watch_ = std::move(*watch);
}

void TrafficReader::read_piece() {
    if (!pieces_->read_piece(table_)) finish();
}

void TrafficReader::read_slice() {
    for (std::size_t i = 0; i < kFew && !one_by_one_.empty(); ++i) {
        const auto key = one_by_one_.back();
        one_by_one_.pop_back();
        if (const auto statistics = dataplane_.statistics(key)) table_[key] = *statistics;
    }
    if (one_by_one_.empty()) return finish();
    loop_.post([this, alive = std::weak_ptr<bool>(alive_)] {
        if (alive.lock()) read_slice();
    });
}

void TrafficReader::finish() {
    watch_.reset();
    pieces_.reset();
    one_by_one_ = {};
    reading_ = false;
    const auto table = std::exchange(table_, {});
    for (const auto& done : std::exchange(served_, {})) done(table);
    if (!waiting_.empty() && !reading_) begin();
}

}  // namespace vpdnd
