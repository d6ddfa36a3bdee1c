#include "l2tp/setup_times.h"

#include "l2tp/records.h"

namespace l2tp {

SetupTimes::SetupTimes(const std::vector<SetupTimeRecord>& records) {
    for (const auto& record : records) times_.push({record.at, record.call});
}

std::vector<SetupTimeRecord> SetupTimes::save() const {
    std::vector<SetupTimeRecord> records;
    records.reserve(times_.size());
    for (std::size_t i = 0; i < times_.size(); ++i) records.push_back({times_[i].call, times_[i].at});
    return records;
}

/// The id may belong to a later call by now.
bool SetupTimes::needed(const SetupTime& setup, const SessionTable& sessions) {
    const auto* call = sessions.find(setup.call);
    return call && !call->established() && call->setup_at == setup.at;
}

/// Calls that come and go leave their times behind: they go when they are more than the calls that there are.
void SetupTimes::watch(const Session& call, const SessionTable& sessions) {
    if (times_.size() > 64 + 2 * sessions.size())
        times_.erase_if([&](const SetupTime& setup) { return !needed(setup, sessions); });
    times_.push({call.setup_at, call.id});
}

Session* SetupTimes::take_due(Time now, SessionTable& sessions) {
    while (!times_.empty() && times_.front().at <= now) {
        const auto due = times_.front();
        times_.pop();
        if (needed(due, sessions)) return sessions.find(due.call);
    }
    return nullptr;
}

}  // namespace l2tp
