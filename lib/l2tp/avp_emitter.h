// Writes the AVPs of one message: M bits from the catalogue, hiding where asked for. RFC 2661 sections 4.1, 4.3.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "l2tp/avp_catalogue.h"
#include "l2tp/byte_writer.h"
#include "l2tp/message_codec.h"

namespace l2tp {

/// Lives for one message; writer and options outlive it.
class AvpEmitter {
  public:
    AvpEmitter(ByteWriter& out, const EncodeOptions& options) : out_(out), options_(options) {}

    void octets(Avp avp, std::span<const std::uint8_t> value);
    void text(Avp avp, const std::string& value);
    void u16(Avp avp, std::uint16_t value);
    void u32(Avp avp, std::uint32_t value);
    void u64(Avp avp, std::uint64_t value);
    void vendor(const VendorAvp& avp);

    /// An absent value writes nothing.
    void octets(Avp avp, const std::optional<Bytes>& value) {
        if (value) octets(avp, std::span<const std::uint8_t>(*value));
    }
    void text(Avp avp, const std::optional<std::string>& value) { if (value) text(avp, *value); }
    void u16(Avp avp, std::optional<std::uint16_t> value) { if (value) u16(avp, *value); }
    void u32(Avp avp, std::optional<std::uint32_t> value) { if (value) u32(avp, *value); }
    void u64(Avp avp, std::optional<std::uint64_t> value) { if (value) u64(avp, *value); }

    /// The first value that was left out, being too long; empty: none.
    const std::optional<std::string>& left_out() const { return left_out_; }

  private:
    struct Target;
    void write(const Target& target, std::span<const std::uint8_t> value);
    void write_hidden(const Target& target, std::span<const std::uint8_t> value);
    bool hides(const Target& target) const;
    void ensure_random_vector();

    ByteWriter& out_;
    const EncodeOptions& options_;
    Bytes random_vector_;
    std::optional<std::string> left_out_;
};

}  // namespace l2tp
