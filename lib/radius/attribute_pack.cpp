#include "radius/attribute_pack.h"

#include <algorithm>
#include <utility>

#include "base/byte_writer.h"
#include "radius/attribute_codec.h"
#include "radius/attribute_frames.h"

namespace radius {

tl::expected<base::Bytes, PacketError> pack_attributes(const AttributeList& attributes) {
    const auto secret = std::find_if(attributes.begin(), attributes.end(), [](const Attribute& one) {
        const auto* info = one.info();
        return info && (info->secret || info->hiding != Hiding::kNone);
    });
    if (secret != attributes.end()) return tl::unexpected(PacketError{Fault::kValue, "is a secret, which is not kept", secret->id});
    base::ByteWriter out;
    Salts none(0);
    if (const auto wrong = write_attributes(out, attributes, HidingKey{}, none)) return tl::unexpected(*wrong);
    return out.take();
}

tl::expected<AttributeList, PacketError> unpack_attributes(Octets packed) {
    // What stands in a packet is framed before it is read (open_packet).
    for (FrameReader frames(packed, 0); !frames.done();)
        if (const auto frame = frames.next(); !frame) return tl::unexpected(frame.error());
    return read_attributes(packed, HidingKey{});
}

}  // namespace radius
