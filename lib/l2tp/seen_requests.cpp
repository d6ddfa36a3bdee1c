#include "l2tp/seen_requests.h"

#include <algorithm>
#include <utility>

#include "l2tp/records.h"

namespace l2tp {

bool SeenRequests::repeats(Time now, std::uint64_t request) {
    if (now - began_ >= kGeneration || newer_.size() >= kMostKept) {
        older_ = now - began_ >= 2 * kGeneration ? std::unordered_set<std::uint64_t>{} : std::move(newer_);
        newer_ = {};
        began_ = now;
    }
    return !newer_.insert(request).second || older_.contains(request);
}

SeenRecord SeenRequests::save() const {
    SeenRecord record{began_, {newer_.begin(), newer_.end()}, {older_.begin(), older_.end()}};
    std::ranges::sort(record.newer);
    std::ranges::sort(record.older);
    return record;
}

void SeenRequests::adopt(const SeenRecord& record) {
    began_ = record.began;
    newer_ = {record.newer.begin(), record.newer.end()};
    older_ = {record.older.begin(), record.older.end()};
}

}  // namespace l2tp
