// Established tunnels by their addresses and ports. Owned by the table of tunnels.
#pragma once

#include <cstddef>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "l2tp/ids.h"
#include "l2tp/peer_address.h"

namespace l2tp {

class EstablishedPaths {
  public:
    void insert(const Path& path, TunnelId id) { tunnels_.insert({path, id}); }
    void erase(const Path& path, TunnelId id) { tunnels_.erase({path, id}); }
    /// In order of their ids; not more than `most`.
    std::vector<TunnelId> on(const Path& path, std::size_t most = std::numeric_limits<std::size_t>::max()) const {
        std::vector<TunnelId> out;
        auto it = tunnels_.lower_bound({path, TunnelId{}});
        for (; it != tunnels_.end() && it->first == path && out.size() < most; ++it) out.push_back(it->second);
        return out;
    }

  private:
    std::set<std::pair<Path, TunnelId>> tunnels_;
};

}  // namespace l2tp
