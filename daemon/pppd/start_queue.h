// Whose turn it is to start a pppd. A pppd takes some milliseconds of CPU before its plugin greets; a thousand of them at once would
// all be late together, and calls would end only because they waited for CPU. So only a few start at a time, the others
// wait in the order in which they came. Who gives up leaves, and is never started.
//
// It starts nothing itself: who has a place starts his pppd in whichever way, and gives the place back when the plugin
// has greeted, or will not.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>

#include "os/event_loop.h"

namespace vpdnd {

class StartQueue {
  public:
    class Place;

    /// The loop outlives it; it outlives its places.
    StartQueue(EventLoop& loop, std::size_t most) : loop_(loop), most_(most) {}
    ~StartQueue() { *alive_ = false; }
    StartQueue(const StartQueue&) = delete;
    StartQueue& operator=(const StartQueue&) = delete;

    /// A place at the end of the queue, or among those that wait since a later time. If its turn has not come already,
    /// `turn` is called once, from the loop; the place may be given back inside.
    [[nodiscard]] std::unique_ptr<Place> enter(std::function<void()> turn, SteadyTime since);
    /// For a pppd that starts already, whoever started it.
    [[nodiscard]] std::unique_ptr<Place> occupy();

    std::size_t waiting() const { return waiting_.size(); }
    std::size_t starting() const { return starting_; }
    /// How long the one that came first of those that wait has waited; zero: nobody waits.
    std::chrono::milliseconds age(SteadyTime now) const;
    void set_most(std::size_t most) { most_ = most; }

  private:
    void leave(Place& place);
    void call_next_later();
    void call_next();

    EventLoop& loop_;
    std::size_t most_;  ///< that start at a time
    std::size_t starting_ = 0;
    std::list<Place*> waiting_;
    bool called_ = false;  ///< call_next() is posted
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// Destroying it gives it back, or leaves the queue.
class StartQueue::Place {
  public:
    ~Place() { queue_.leave(*this); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    bool has_turn() const { return has_turn_; }
    SteadyTime since() const { return since_; }

  private:
    friend class StartQueue;
    Place(StartQueue& queue, std::function<void()> turn, SteadyTime since)
        : queue_(queue), turn_(std::move(turn)), since_(since) {}

    StartQueue& queue_;
    std::function<void()> turn_;
    SteadyTime since_;
    std::list<Place*>::iterator at_;  ///< unless has_turn_
    bool has_turn_ = false;
};

/// About what keeps the processors busy: four a processor that this process may use.
std::size_t starts_at_a_time();

}  // namespace vpdnd
