// The deadlines of all tunnels: a binary heap with one entry a tunnel. A deadline that moves away stays where it is
// until it comes up, so that an acknowledgement costs nothing here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "l2tp/ids.h"
#include "l2tp/time.h"

namespace l2tp {

struct DeadlineRecord;

class DeadlineHeap {
  public:
    DeadlineHeap() : places_(65536, kAbsent) {}

    /// The tunnel wants to be called at `at`, or earlier.
    void set(TunnelId tunnel, Time at);
    /// Harmless for one that has no entry.
    void erase(TunnelId tunnel);
    /// The earliest entry; empty: there is none. Its tunnel may have nothing to do by then.
    std::optional<Time> next() const;
    /// All entries, in the heap's order: set() with each in turn makes the same heap again.
    std::vector<DeadlineRecord> save() const;
    /// Takes out a tunnel whose time has come; empty: there is none.
    std::optional<TunnelId> take_due(Time now);

  private:
    using Place = std::uint32_t;
    static constexpr Place kAbsent = 0xffffffff;

    struct Entry {
        Time at;
        TunnelId tunnel;
    };

    void put(std::size_t place, Entry entry);
    void sift_up(std::size_t place);
    void sift_down(std::size_t place);

    std::vector<Entry> entries_;
    std::vector<Place> places_;  ///< by tunnel id
};

}  // namespace l2tp
