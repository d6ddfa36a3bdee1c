#include "wire.h"

#include <cstddef>

namespace load {
namespace {

constexpr std::size_t kHeader = 12, kAvpHeader = 6;

std::uint16_t u16(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

class Writer {
  public:
    Writer(std::uint16_t tunnel, std::uint16_t session) {
        bytes_.reserve(96);
        put16(0xc802);  // T, L, S; version 2
        put16(0);       // length, set last
        put16(tunnel);
        put16(session);
        put16(0);
        put16(0);
    }
    Writer& avp16(std::uint16_t type, std::uint16_t value) {
        head(type, 2);
        put16(value);
        return *this;
    }
    Writer& avp32(std::uint16_t type, std::uint32_t value) {
        head(type, 4);
        put16(static_cast<std::uint16_t>(value >> 16));
        put16(static_cast<std::uint16_t>(value & 0xffff));
        return *this;
    }
    Writer& text(std::uint16_t type, std::string_view value) {
        head(type, value.size());
        bytes_.insert(bytes_.end(), value.begin(), value.end());
        return *this;
    }
    Bytes done() {
        bytes_[2] = static_cast<std::uint8_t>(bytes_.size() >> 8);
        bytes_[3] = static_cast<std::uint8_t>(bytes_.size() & 0xff);
        return std::move(bytes_);
    }

  private:
    void put16(std::uint16_t value) {
        bytes_.push_back(static_cast<std::uint8_t>(value >> 8));
        bytes_.push_back(static_cast<std::uint8_t>(value & 0xff));
    }
    void head(std::uint16_t type, std::size_t size) {
        put16(static_cast<std::uint16_t>(0x8000 | (kAvpHeader + size)));
        put16(0);
        put16(type);
    }
    Bytes bytes_;
};

Writer message(Type type, std::uint16_t tunnel, std::uint16_t session) {
    Writer out(tunnel, session);
    out.avp16(0, static_cast<std::uint16_t>(type));
    return out;
}

void take_avp(Received& out, std::uint16_t type, std::span<const std::uint8_t> value) {
    if (value.size() < 2) return;
    const auto number = u16(value, 0);
    switch (type) {
        case 0: out.type = static_cast<Type>(number); break;
        case 1: out.result = number; break;
        case 9: out.assigned_tunnel = number; break;
        case 10: out.window = number; break;
        case 14: out.assigned_session = number; break;
        default: break;
    }
}

}  // namespace

std::optional<Received> read_message(std::span<const std::uint8_t> datagram) {
    if (datagram.size() < kHeader || (datagram[0] & 0xc8) != 0xc8 || u16(datagram, 2) > datagram.size()) return {};
    Received out;
    out.tunnel = u16(datagram, 4);
    out.session = u16(datagram, 6);
    out.ns = u16(datagram, 8);
    out.nr = u16(datagram, 10);
    auto rest = datagram.subspan(kHeader, u16(datagram, 2) - kHeader);
    while (rest.size() >= kAvpHeader) {
        const std::size_t length = u16(rest, 0) & 0x3ff;
        if (length < kAvpHeader || length > rest.size()) return {};
        if (u16(rest, 2) == 0) take_avp(out, u16(rest, 4), rest.subspan(kAvpHeader, length - kAvpHeader));
        rest = rest.subspan(length);
    }
    return out;
}

std::optional<DataIds> read_data(std::span<const std::uint8_t> datagram) {
    if (datagram.size() < 6 || (datagram[0] & 0x80) != 0 || (datagram[1] & 0x0f) != 2) return {};
    const std::size_t ids = (datagram[0] & 0x40) != 0 ? 4 : 2;  // L
    if (datagram.size() < ids + 4) return {};
    return DataIds{u16(datagram, ids), u16(datagram, ids + 2)};
}

Bytes sccrq(std::uint16_t own, std::uint16_t window, std::string_view host_name) {
    return message(Type::kSccrq, 0, 0).avp16(2, 0x0100).text(7, host_name).avp32(3, 3).avp32(4, 3).avp16(9, own)
        .avp16(10, window).done();
}
Bytes scccn(std::uint16_t tunnel) { return message(Type::kScccn, tunnel, 0).done(); }
Bytes stop_ccn(std::uint16_t tunnel, std::uint16_t own) {
    return message(Type::kStopCcn, tunnel, 0).avp16(9, own).avp16(1, 1).done();
}
Bytes icrq(std::uint16_t tunnel, std::uint16_t own, std::uint32_t serial) {
    return message(Type::kIcrq, tunnel, 0).avp16(14, own).avp32(15, serial).done();
}
Bytes iccn(std::uint16_t tunnel, std::uint16_t session) {
    return message(Type::kIccn, tunnel, session).avp32(24, 1'000'000).avp32(19, 1).done();
}
Bytes cdn(std::uint16_t tunnel, std::uint16_t session, std::uint16_t own) {
    return message(Type::kCdn, tunnel, session).avp16(1, 3).avp16(14, own).done();
}
Bytes hello(std::uint16_t tunnel) { return message(Type::kHello, tunnel, 0).done(); }
Bytes zlb(std::uint16_t tunnel) { return Writer(tunnel, 0).done(); }

void set_numbers(Bytes& datagram, std::uint16_t ns, std::uint16_t nr) {
    datagram[8] = static_cast<std::uint8_t>(ns >> 8);
    datagram[9] = static_cast<std::uint8_t>(ns & 0xff);
    datagram[10] = static_cast<std::uint8_t>(nr >> 8);
    datagram[11] = static_cast<std::uint8_t>(nr & 0xff);
}

}  // namespace load
