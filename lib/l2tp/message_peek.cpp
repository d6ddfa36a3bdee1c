// What is told of a message without decoding it, and of AVPs that decoding left out.
#include <string>

#include "l2tp/avp.h"
#include "l2tp/avp_table.h"
#include "l2tp/avp_values.h"
#include "l2tp/message_codec.h"
#include "l2tp/message_table.h"

namespace l2tp {

std::string to_string(const IgnoredAvp& avp) {
    return std::string(avp.why) + ": vendor " + std::to_string(avp.vendor) + " AVP " + std::to_string(avp.type) +
           " at octet " + std::to_string(avp.offset);
}

std::optional<MessageType> peek_message_type(std::span<const std::uint8_t> body) {
    AvpReader avps(body);
    if (avps.done()) return std::nullopt;
    const auto avp = avps.next();
    const bool is_type = avp && avp->vendor == kVendorIetf && avp->type == avp_type::kMessageType && avp->value.size() == 2;
    if (!is_type || avp->hidden || avp->reserved_bits) return std::nullopt;
    const auto* row = find_message(AvpValue<std::uint16_t>::read(avp->value));
    return row ? std::optional(row->type) : std::nullopt;
}

std::string to_string(std::uint16_t message_type, const Tolerated& tolerated) {
    const auto* row = find_message(message_type);
    const auto* avp = find_avp(kVendorIetf, tolerated.avp);
    return std::string(row ? row->name : "") + ": AVP " + std::to_string(tolerated.avp) + " (" + (avp ? avp->name : "") + ") " +
           tolerated.why;
}

}  // namespace l2tp
