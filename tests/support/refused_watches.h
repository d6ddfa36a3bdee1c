// A kernel that refuses what the event loop wants to watch. For unit tests: takes the place of the C library's
// epoll_ctl() in the program it is linked into.
#pragma once

#include <cerrno>

namespace test {

/// While it lives, adding a descriptor to an epoll set works `first` times more and then fails with `error`. One at a
/// time.
class RefusedWatches {
  public:
    explicit RefusedWatches(unsigned first = 0, int error = ENOSPC);
    ~RefusedWatches();
    RefusedWatches(const RefusedWatches&) = delete;
    RefusedWatches& operator=(const RefusedWatches&) = delete;

    unsigned count() const;  ///< that were refused
};

}  // namespace test
