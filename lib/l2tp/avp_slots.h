// The AVPs of one message that is being decoded, one slot for each row of the AVP table: where they lie, and their values
// when they were decrypted and checked.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "l2tp/avp.h"
#include "l2tp/avp_table.h"
#include "l2tp/messages.h"

namespace l2tp {

/// An AVP that was found and is not read yet.
struct FoundAvp {
    const AvpInfo* info = nullptr;  ///< null: of an access line (RFC 5515)
    RawAvp avp;
    /// The last one before it (section 4.4.1); no data: there was none.
    std::span<const std::uint8_t> random_vector;
};

class AvpSlots {
  public:
    bool has_found(const AvpInfo& avp) const { return found_set_.has(avp); }
    AvpSet found() const { return found_set_; }
    /// The first one of its kind.
    void put_found(const FoundAvp& found) {
        if (!found.info) return access_line_found_.push_back(found);
        found_[count_++] = found;
        found_set_.put(*found.info);
    }
    /// In the order of the message.
    std::span<const FoundAvp> all_found() const { return std::span(found_).first(count_); }
    std::span<const FoundAvp> access_line_found() const { return access_line_found_; }

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
    std::array<FoundAvp, AvpSet::kMost> found_;
    std::size_t count_ = 0;
    AvpSet found_set_;
    std::vector<FoundAvp> access_line_found_;
    std::array<std::span<const std::uint8_t>, AvpSet::kMost> slots_{};
    AvpSet filled_;
    std::vector<Bytes> kept_;
    std::vector<VendorAvp> access_line_;
};

}  // namespace l2tp
