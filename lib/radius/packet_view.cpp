#include "radius/packet_view.h"

#include <algorithm>

#include "radius/attribute_codec.h"
#include "radius/attribute_table.h"

namespace radius {

tl::expected<PacketView, PacketError> open_packet(Octets datagram) {
    using namespace literals;
    constexpr const auto& kSignature = "Message-Authenticator"_attr;
    const auto failed = [](Fault fault, const char* what) { return tl::unexpected(PacketError{fault, what}); };
    base::ByteReader reader(datagram);
    const auto code = reader.u8(), identifier = reader.u8();
    const auto length = reader.u16();
    const auto authenticator = reader.take(kAuthenticatorSize);
    if (!code || !identifier || !length || !authenticator) return failed(Fault::kLength, "shorter than a header");
    if (*length < kPacketHeaderSize || *length > kLongestPacket) return failed(Fault::kLength, "a length that no packet has");
    if (*length > datagram.size()) return failed(Fault::kLength, "shorter than its length says");
    PacketView out{static_cast<Code>(*code), *identifier, {}, datagram.first(*length), {}, 0};
    std::copy(authenticator->begin(), authenticator->end(), out.authenticator.begin());
    out.attributes = out.octets.subspan(kPacketHeaderSize);
    FrameReader frames(out.attributes, kPacketHeaderSize);
    while (!frames.done()) {
        const auto frame = frames.next();
        if (!frame) return tl::unexpected(frame.error());
        if (frame->id != kSignature.id) continue;
        const auto offset = static_cast<std::uint16_t>(frame->offset);
        if (out.signature != 0) return tl::unexpected(PacketError{Fault::kSignature, "occurs a second time", frame->id, offset});
        if (frame->value.size() != kSignature.max_size)
            return tl::unexpected(PacketError{Fault::kSignature, "", frame->id, offset,
                                              static_cast<std::uint16_t>(frame->value.size()), true});
        out.signature = frame->offset + 2;
    }
    return out;
}

}  // namespace radius
