#include "radius/packet_printer.h"

#include <algorithm>

#include "base/printable.h"
#include "radius/attribute_codec.h"
#include "radius/attribute_table.h"
#include "radius/packet_view.h"
#include "radius/value_printer.h"

namespace radius {
namespace {

constexpr std::size_t kFrameHeader = 2, kVendorHeader = 6;
constexpr std::uint8_t kHighestTag = 0x1f;

std::string masked_hex(std::size_t count) { return std::string(2 * count, '*'); }

void print_frame(const AttributeFrame& frame, PrintedPacket& out) {
    const auto* info = find_attribute(frame.id);
    std::string line = frame.id.vendor != 0 ? std::to_string(frame.id.vendor) + ":" : "";
    line += std::to_string(frame.id.number) + " " + (info ? std::string(info->name) : "unknown");
    auto value = frame.value;
    if (info && info->tagging != Tagging::kNone && !value.empty() &&
        (value[0] <= kHighestTag || info->tagging == Tagging::kAlways)) {
        line += ", tag " + std::to_string(value[0]);
        value = value.subspan(1);
    }
    line += ", length " + std::to_string(frame.value.size() + kFrameHeader) + ": ";
    out.attributes.push_back(line + print_value(info, value));
    out.hex += base::hex_text(frame.value.first(frame.value.size() - value.size()));
    out.hex += is_shown(info, value) ? base::hex_text(value) : masked_hex(value.size());
}

void print_vendor(const AttributeFrame& frame, PrintedPacket& out) {
    const auto parts = vendor_frames(frame);
    if (!parts) {
        out.attributes.push_back(text_of(parts.error()));
        out.hex += masked_hex(frame.value.size());
        return;
    }
    out.hex += base::hex_text(frame.value.first(kVendorHeader - kFrameHeader));
    for (const auto& part : *parts) {
        const bool whole = part.id.number == 0;
        if (!whole) out.hex += base::hex_text(Octets(part.value.data() - kFrameHeader, kFrameHeader));
        print_frame(part, out);
    }
}

void print_frames(const PacketView& view, PrintedPacket& out) {
    FrameReader frames(view.attributes, kPacketHeaderSize);
    while (!frames.done()) {
        const auto frame = frames.next();
        if (!frame) return;  // open_packet() has been along them
        out.hex += base::hex_text(view.octets.subspan(frame->offset, kFrameHeader));
        if (frame->id.number == kVendorSpecific) print_vendor(*frame, out);
        else print_frame(*frame, out);
    }
}

}  // namespace

PrintedPacket print_packet(Octets datagram) {
    PrintedPacket out;
    const auto view = open_packet(datagram);
    if (!view) {
        out.header = "no valid packet, " + std::to_string(datagram.size()) + " octets: " + text_of(view.error());
        const auto shown = std::min(kPacketHeaderSize, datagram.size());
        out.hex = base::hex_text(datagram.first(shown)) + masked_hex(datagram.size() - shown);
        return out;
    }
    out.header = name_of(view->code) + " identifier " + std::to_string(view->identifier) + " length " +
                 std::to_string(view->octets.size());
    out.hex = base::hex_text(view->octets.first(kPacketHeaderSize));
    print_frames(*view, out);
    out.hex += masked_hex(datagram.size() - view->octets.size());
    return out;
}

}  // namespace radius
