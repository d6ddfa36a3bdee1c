#include "l2tp/avp_printer.h"

#include "l2tp/avp_table.h"
#include "l2tp/header.h"
#include "l2tp/printable.h"

namespace l2tp {
namespace {

std::string masked_text(const RawAvp& avp) {
    return std::string(avp.hidden ? "hidden, " : "masked, ") + std::to_string(avp.value.size()) + " octets";
}

bool is_secret(const RawAvp& avp, const AvpInfo* info) { return avp.hidden || (info != nullptr && info->secret); }

}  // namespace

bool value_is_secret(const RawAvp& avp) { return is_secret(avp, find_avp(avp.vendor, avp.type)); }

std::string print_avp(const RawAvp& avp, std::uint16_t message_type) {
    const auto* info = find_avp(avp.vendor, avp.type);
    std::string out = "AVP ";
    if (avp.vendor != kVendorIetf) out += std::to_string(avp.vendor) + ":";
    out += std::to_string(avp.type) + " " + (info ? info->name : "unknown");
    out += ", length " + std::to_string(kAvpHeaderSize + avp.value.size());
    if (avp.mandatory) out += ", M";
    if (avp.hidden) out += ", H";
    if (avp.reserved_bits) out += ", reserved bits";
    out += ": ";
    if (is_secret(avp, info)) return out + masked_text(avp);
    if (info == nullptr) return out + hex_text(avp.value);
    const auto& shape = info->shape;
    if (avp.value.size() < shape.min_size || avp.value.size() > shape.max_size)
        return out + "wrong length, " + hex_text(avp.value);
    return out + shape.text(avp.value, message_type);
}

std::string avp_place(std::uint16_t vendor, std::uint16_t type, const char* name, std::size_t offset) {
    std::string out = "AVP ";
    if (vendor != kVendorIetf) out += std::to_string(vendor) + ":";
    out += std::to_string(type);
    if (*name != '\0') out += std::string(" (") + name + ")";
    return out + " at octet " + std::to_string(offset + kControlHeaderSize) + ": ";
}

}  // namespace l2tp
