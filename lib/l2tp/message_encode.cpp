#include "l2tp/avp_emitter.h"
#include "l2tp/avp_table.h"
#include "l2tp/byte_writer.h"
#include "l2tp/message_codec.h"

namespace l2tp {
namespace {

constexpr std::uint16_t kControlFlags = 0xc802;  // T, L, S, version 2
constexpr std::size_t kUsualSize = 64;           // half of all messages are shorter

void write_avps(AvpEmitter& out, const Message& message) {
    for (const auto& use : avps_of(type_of(message)).in_order) use.field.write(out, *use.avp, message);
    if (const auto* icrq = std::get_if<Icrq>(&message))
        for (const auto& avp : icrq->access_line) out.vendor(avp);
}

void write_header(ByteWriter& out, const ControlHeader& header) {
    out.u16(kControlFlags);
    out.u16(kControlHeaderSize);
    out.u16(header.tunnel);
    out.u16(header.session);
    out.u16(header.ns);
    out.u16(header.nr);
}

}  // namespace

Bytes encode_message(const Message& message, const ControlHeader& header, const EncodeOptions& options) {
    ByteWriter out(kUsualSize);
    write_header(out, header);
    AvpEmitter emitter(out, options);
    emitter.field(ietf_avp(avp_type::kMessageType), static_cast<std::uint16_t>(type_of(message)));
    write_avps(emitter, message);
    out.patch_u16(2, static_cast<std::uint16_t>(out.size()));
    return out.take();
}

Bytes encode_zlb(const ControlHeader& header) {
    ByteWriter out(kControlHeaderSize);
    write_header(out, header);
    return out.take();
}

std::optional<std::string> check_sizes(const Message& message) {
    ByteWriter out;
    const EncodeOptions options;
    AvpEmitter emitter(out, options);
    write_avps(emitter, message);
    return emitter.left_out();
}

}  // namespace l2tp
