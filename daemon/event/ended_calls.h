// The last calls that ended, for `l2tpctl session list --ended`. In memory only: a restart forgets them.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "ipc/control_rows.h"

namespace vpdnd {

class EndedCalls {
  public:
    /// Octets of a text that are kept: peers may send more.
    static constexpr std::size_t kMostText = 256;

    /// `most` calls are kept; the one that ended first makes room. With all texts full, a call takes about 3 KiB.
    explicit EndedCalls(std::size_t most = 1000) : most_(most) {}

    void add(ipc::EndedCallRow call);
    /// Newest first.
    std::vector<ipc::EndedCallRow> rows() const { return {calls_.rbegin(), calls_.rend()}; }

  private:
    std::size_t most_;
    std::deque<ipc::EndedCallRow> calls_;  ///< newest last
};

}  // namespace vpdnd
