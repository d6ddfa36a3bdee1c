#include "pppoe/frame.h"

#include "base/byte_reader.h"

namespace vpdnd::pppoe {
namespace {

constexpr std::uint8_t kVersionAndType = 0x11;
constexpr std::size_t kLengthOffset = kEthernetHeader + 4;

bool is_known(std::uint8_t code) {
    switch (static_cast<Code>(code)) {
        case Code::kPadi:
        case Code::kPado:
        case Code::kPadr:
        case Code::kPads:
        case Code::kPadt:
            return true;
    }
    return false;
}

}  // namespace

std::optional<Frame> read_frame(std::span<const std::uint8_t> octets) {
    base::ByteReader reader(octets);
    const auto to = reader.take(MacAddress::kSize), from = reader.take(MacAddress::kSize);
    const auto type = reader.u16();
    const auto version = reader.u8(), code = reader.u8();
    const auto session = reader.u16(), length = reader.u16();
    if (!length || *type != kEtherTypeDiscovery || *version != kVersionAndType || !is_known(*code)) return std::nullopt;
    const auto tags = reader.take(*length);
    if (!tags) return std::nullopt;
    return Frame{mac_address_of(*to), mac_address_of(*from), static_cast<Code>(*code), *session, *tags};
}

FrameWriter::FrameWriter(const MacAddress& to, const MacAddress& from, Code code, std::uint16_t session, std::size_t most)
    : out_(128), most_(kEthernetHeader + most) {
    out_.bytes(to.octets);
    out_.bytes(from.octets);
    out_.u16(kEtherTypeDiscovery);
    out_.u8(kVersionAndType);
    out_.u8(static_cast<std::uint8_t>(code));
    out_.u16(session);
    out_.u16(0);
}

bool FrameWriter::tag(std::uint16_t type, std::span<const std::uint8_t> value) {
    const bool room = out_.size() + kTagHeader + value.size() <= most_;
    fits_ = fits_ && room;
    if (!room) return false;
    out_.u16(type);
    out_.u16(static_cast<std::uint16_t>(value.size()));
    out_.bytes(value);
    return true;
}

bool FrameWriter::whole_tags(std::span<const std::uint8_t> tags) {
    const bool room = out_.size() + tags.size() <= most_;
    fits_ = fits_ && room;
    if (room) out_.bytes(tags);
    return room;
}

base::Bytes FrameWriter::take() {
    out_.patch_u16(kLengthOffset, static_cast<std::uint16_t>(out_.size() - kEthernetHeader - kPppoeHeader));
    return out_.take();
}

}  // namespace vpdnd::pppoe
