// The sockets to one server and the identifiers of each: 256 requests can be outstanding on one. RFC 2865 section 3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "radius/client_ids.h"

namespace radius {

/// An identifier of a port.
struct PortPlace {
    PortId port{};
    std::uint8_t identifier = 0;
};

class PortSet {
  public:
    static constexpr std::size_t kIdentifiers = 256;  ///< of one port

    explicit PortSet(std::uint16_t most) : most_(most) {}

    /// The identifier that was free for the longest time (RFC 5080 section 2.2.2), of the first open port that has one, so that later
    /// ports fall idle. Empty: none is free.
    std::optional<PortPlace> take(RequestId holder);
    void give_back(base::Time now, PortPlace place);
    /// Who waits for an answer there.
    std::optional<RequestId> holder(PortPlace place) const;

    /// A port to be opened, if none is being opened already. Empty: no more are allowed.
    std::optional<PortId> want_another();
    void opened(base::Time now, PortId port);
    void failed(PortId port);
    /// A port, not the first, that nobody has used since before `since`: it is closed by this.
    std::optional<PortId> close_idle(base::Time since);
    /// Since when the port has been idle that close_idle() would close first.
    std::optional<base::Time> idle_since() const;

    std::size_t open_count() const;
    bool is_opening() const;

  private:
    enum class PortState : std::uint8_t { kClosed, kOpening, kOpen };
    struct Port {
        PortState state = PortState::kClosed;
        std::size_t used = 0;
        base::Time idle_since{};
        std::array<std::optional<RequestId>, kIdentifiers> holders{};
        std::array<std::uint8_t, kIdentifiers> free{};  ///< a ring of those not used, from `first_free` on
        std::size_t first_free = 0;
        Port();
    };
    std::uint16_t most_;
    std::vector<Port> ports_;
};

}  // namespace radius
