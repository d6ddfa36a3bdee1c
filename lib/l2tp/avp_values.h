// The AVPs of one message by catalogue row, each checked before it is put in; the builders of the message
// structs read from here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "l2tp/avp_catalogue.h"
#include "l2tp/messages.h"

namespace l2tp {

class AvpValues {
  public:
    bool has(Avp avp) const { return slot(avp).has_value(); }
    /// The octets stay where they are: in the datagram.
    void put(Avp avp, std::span<const std::uint8_t> value) { slot(avp) = value; }
    /// The octets are kept here: an unhidden value.
    std::span<const std::uint8_t> keep(Bytes value);
    void put_vendor(VendorAvp avp) { vendor_.push_back(std::move(avp)); }
    std::vector<VendorAvp> take_vendor() { return std::move(vendor_); }

    std::optional<std::span<const std::uint8_t>> octets(Avp avp) const { return slot(avp); }
    std::optional<std::uint16_t> u16(Avp avp) const;
    std::optional<std::uint32_t> u32(Avp avp) const;
    std::optional<std::uint64_t> u64(Avp avp) const;
    std::optional<std::string> text(Avp avp) const;
    std::optional<Bytes> bytes(Avp avp) const;

  private:
    using Slot = std::optional<std::span<const std::uint8_t>>;
    const Slot& slot(Avp avp) const { return slots_[static_cast<std::size_t>(avp)]; }
    Slot& slot(Avp avp) { return slots_[static_cast<std::size_t>(avp)]; }

    std::array<Slot, kAvpCount> slots_{};
    std::vector<Bytes> kept_;
    std::vector<VendorAvp> vendor_;
};

/// Result Code AVP: two octets, four, or four and text. Checked before.
ResultCode read_result_code(std::span<const std::uint8_t> value);

/// The struct of a message whose values were all checked and whose required ones are there.
Message build_message(MessageType type, AvpValues& values);

}  // namespace l2tp
