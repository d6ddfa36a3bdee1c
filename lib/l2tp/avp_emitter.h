// Writes the AVPs of one message: M bits from the AVP table, hiding where asked for. RFC 2661 sections 4.1, 4.3.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "l2tp/avp_table.h"
#include "l2tp/avp_values.h"
#include "l2tp/byte_writer.h"
#include "l2tp/message_codec.h"

namespace l2tp {

/// Lives for one message; writer and options outlive it.
class AvpEmitter {
  public:
    AvpEmitter(ByteWriter& out, const EncodeOptions& options) : out_(out), options_(options) {}

    /// The AVP of a field, in the layout of the field's type.
    template <class Value>
    void field(const AvpInfo& avp, const Value& value) {
        const auto octets = AvpValue<Value>::octets(value);
        write(avp, octets);
    }
    /// An absent value writes nothing.
    template <class Value>
    void field(const AvpInfo& avp, const std::optional<Value>& value) {
        if (value) field(avp, *value);
    }
    void field(const AvpInfo& avp, bool there) {
        if (there) write(avp, {});
    }
    /// Without the M bit, may be hidden (RFC 5515 section 5). Nothing without EncodeOptions::vendor_avps.
    void vendor(const VendorAvp& avp);

    /// The first value that was left out, being too long; empty: none.
    const std::optional<std::string>& left_out() const { return left_out_; }

  private:
    struct Target;
    void write(const AvpInfo& avp, std::span<const std::uint8_t> value);
    void write(const Target& target, std::span<const std::uint8_t> value);
    void write_hidden(const Target& target, std::span<const std::uint8_t> value);
    bool hides(const Target& target) const;
    /// The Random Vector AVP comes before the first hidden one (section 4.3).
    void ensure_random_vector();

    ByteWriter& out_;
    const EncodeOptions& options_;
    Bytes random_vector_;  ///< empty until an AVP is hidden
    std::optional<std::string> left_out_;
};

}  // namespace l2tp
