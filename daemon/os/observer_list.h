// All observers of one kind, told one after the other in the order in which they came.
#pragma once

#include <vector>

namespace vpdnd {

/// Owns none of them; they outlive what they watch.
template <class Observer>
class ObserverList {
  public:
    void add(Observer& observer) { observers_.push_back(&observer); }
    /// Calls `one(observer)` for each.
    template <class Tell>
    void tell(const Tell& one) const {
        for (auto* observer : observers_) one(*observer);
    }

  private:
    std::vector<Observer*> observers_;
};

}  // namespace vpdnd
