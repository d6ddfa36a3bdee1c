// Which calls that end here are whose: by group and authenticated name, so that a user who calls again is known at once, however
// many calls there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "call/call_record.h"

namespace vpdnd {

class UserIndex {
  public:
    /// A key to find the calls of the same user by.
    std::size_t enter(const std::string& group, const std::string& user, CallId call);
    /// Harmless for one that is not there.
    void remove(std::size_t key, CallId call);
    /// All that may be this user's: the caller compares the names.
    std::vector<CallId> find(std::size_t key) const;
    std::size_t size() const { return calls_.size(); }

  private:
    std::unordered_multimap<std::size_t, CallId> calls_;  ///< by a hash of the names, which the calls hold themselves
};

}  // namespace vpdnd
