// The traffic counters of all sessions for the tables of l2tpctl, without holding up the event loop: in one request to
// the data plane where it has such a thing, else some sessions at a time. One reading at a time; whoever asks meanwhile
// gets the next one, together with all others who asked.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "dataplane/dataplane.h"
#include "os/event_loop.h"

namespace vpdnd {

class TrafficReader {
  public:
    using Done = std::function<void(const StatisticsTable&)>;
    using Keys = std::function<std::vector<l2tp::SessionKey>()>;

    /// So many sessions are asked for one by one without looking at anything else: about a millisecond.
    static constexpr std::size_t kFew = 64;

    /// `sessions`: those that there are. Loop and data plane outlive the reader. What is not read when it is destroyed is
    /// forgotten: `done` is not called.
    TrafficReader(EventLoop& loop, DataPlane& dataplane, Keys sessions)
        : loop_(loop), dataplane_(dataplane), sessions_(std::move(sessions)) {}

    /// Calls `done` at once if there are few sessions, else from the loop.
    void read(Done done);

  private:
    void begin();
    void read_piece();
    void read_slice();
    void finish();

    EventLoop& loop_;
    DataPlane& dataplane_;
    Keys sessions_;
    std::vector<Done> waiting_, served_;
    bool reading_ = false;
    StatisticsTable table_;
    std::unique_ptr<StatisticsReading> pieces_;
    std::unique_ptr<EventLoop::Watch> watch_;
    std::vector<l2tp::SessionKey> one_by_one_;  ///< sessions that are still to be asked for
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace vpdnd
