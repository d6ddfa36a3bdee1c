// The values of one message that is being decoded, one slot for each row of the AVP table. They are checked before.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "l2tp/avp_table.h"
#include "l2tp/messages.h"

namespace l2tp {

class AvpSlots {
  public:
    bool has(const AvpInfo& avp) const { return filled_.has(avp); }
    AvpSet filled() const { return filled_; }
    /// Only if has().
    std::span<const std::uint8_t> value(const AvpInfo& avp) const { return slots_[avp.row]; }

    /// The octets stay where they are: in the datagram.
    void put(const AvpInfo& avp, std::span<const std::uint8_t> value) {
        slots_[avp.row] = value;
        filled_.put(avp);
    }
    /// The octets are kept here: an unhidden value. What it returns is valid as long as the slots.
    std::span<const std::uint8_t> keep(Bytes value) { return kept_.emplace_back(std::move(value)); }

    /// AVPs of RFC 5515, in the order of the message.
    void put_access_line(VendorAvp avp) { access_line_.push_back(std::move(avp)); }
    std::vector<VendorAvp> take_access_line() { return std::move(access_line_); }

  private:
    std::array<std::span<const std::uint8_t>, AvpSet::kMost> slots_{};
    AvpSet filled_;
    std::vector<Bytes> kept_;
    std::vector<VendorAvp> access_line_;
};

}  // namespace l2tp
