#include "l2tp/message_printer.h"

#include <algorithm>

#include "l2tp/avp_table.h"
#include "l2tp/avp_printer.h"
#include "l2tp/byte_reader.h"
#include "l2tp/header.h"
#include "l2tp/messages.h"
#include "l2tp/printable.h"

namespace l2tp {
namespace {

using Octets = std::span<const std::uint8_t>;

std::string masked_hex(std::size_t count) { return std::string(2 * count, '*'); }

/// Zero if the body does not begin with a Message Type.
std::uint16_t type_in(Octets body) {
    AvpReader reader(body);
    if (reader.done()) return 0;
    const auto avp = reader.next();
    const bool is_type = avp && avp->vendor == kVendorIetf && avp->type == avp_type::kMessageType;
    return is_type ? ByteReader(avp->value).u16().value_or(0) : std::uint16_t{0};
}

std::string header_text(const ControlHeader& header, Octets datagram, std::uint16_t type) {
    const bool zlb = header.length == kControlHeaderSize;
    const std::string name = zlb ? "ZLB" : name_of(static_cast<MessageType>(type));
    std::string flags = "T L S";
    if ((datagram[0] & 0x01) != 0) flags += " P";
    return name + " tunnel " + std::to_string(header.tunnel) + " session " + std::to_string(header.session) + " Ns " +
           std::to_string(header.ns) + " Nr " + std::to_string(header.nr) + " length " +
           std::to_string(header.length) + " flags " + flags + " version 2";
}

void print_avps(Octets body, std::uint16_t type, PrintedMessage& out) {
    AvpReader reader(body);
    while (!reader.done()) {
        const auto offset = reader.offset();
        const auto avp = reader.next();
        if (!avp) {
            // Nothing tells what the rest is, so it may be a secret.
            out.avps.push_back("octet " + std::to_string(offset + kControlHeaderSize) + ": " + text_of(avp.error()));
            const auto shown = std::min(kAvpHeaderSize, body.size() - offset);
            out.hex += hex_text(body.subspan(offset, shown)) + masked_hex(body.size() - offset - shown);
            return;
        }
        out.avps.push_back(print_avp(*avp, type));
        out.hex += hex_text(body.subspan(avp->offset, kAvpHeaderSize));
        out.hex += value_is_secret(*avp) ? masked_hex(avp->value.size()) : hex_text(avp->value);
    }
}

}  // namespace

PrintedMessage print_message(std::span<const std::uint8_t> datagram) {
    PrintedMessage out;
    const auto header = decode_header(datagram);
    if (!header) {
        const bool data = header.error() == DropReason::kDataPacket;
        const auto size = std::to_string(datagram.size()) + " octets";
        out.header = (data ? "data packet, " : "no valid control header, ") + size;
        const auto shown = std::min(kControlHeaderSize, data ? 0 : datagram.size());
        out.hex = hex_text(datagram.first(shown)) + masked_hex(data ? 0 : datagram.size() - shown);
        return out;
    }
    const auto body = message_body(datagram, *header);
    const auto type = type_in(body);
    out.header = header_text(*header, datagram, type);
    out.hex = hex_text(datagram.first(kControlHeaderSize));
    print_avps(body, type, out);
    out.hex += masked_hex(datagram.size() - header->length);
    return out;
}

}  // namespace l2tp
