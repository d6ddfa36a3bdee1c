#include "radius/attributes.h"

#include <algorithm>

#include "base/byte_reader.h"
#include "base/byte_writer.h"

namespace radius {
namespace {

template <std::size_t Size>
std::optional<std::array<std::uint8_t, Size>> as_array(Octets value) {
    if (value.size() != Size) return std::nullopt;
    std::array<std::uint8_t, Size> out{};
    std::copy(value.begin(), value.end(), out.begin());
    return out;
}

/// A string's octets are what they are.
Octets octets_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

}  // namespace

void AttributeList::add_octets(const AttributeInfo& row, Octets value, std::uint8_t tag) {
    all_.push_back({row.id, tag, 0, base::Bytes(value.begin(), value.end())});
}

void AttributeList::add(TextRow row, std::string_view value, std::uint8_t tag) { add_octets(*row, octets_of(value), tag); }
void AttributeList::add(OctetsRow row, Octets value, std::uint8_t tag) { add_octets(*row, value, tag); }
void AttributeList::add(OctetsRow row, const base::Secret& value, std::uint8_t tag) {
    add_octets(*row, octets_of(value.view()), tag);
}
void AttributeList::add(AddressRow row, Ipv4 value) { add_octets(*row, value, 0); }
void AttributeList::add(Ipv6AddressRow row, const Ipv6& value) { add_octets(*row, value, 0); }
void AttributeList::add(InterfaceIdRow row, const InterfaceId& value) { add_octets(*row, value, 0); }

void AttributeList::add(IntegerRow row, std::uint32_t value, std::uint8_t tag) {
    base::ByteWriter out;
    out.u32(value);
    all_.push_back({row->id, tag, 0, out.take()});
}

void AttributeList::add(Ipv6PrefixRow row, const Ipv6Prefix& value) {
    base::ByteWriter out;
    out.u8(0);
    out.u8(value.bits);
    const std::size_t needed = std::min<std::size_t>((value.bits + 7u) / 8u, value.address.size());
    out.bytes(Octets(value.address).first(needed));
    all_.push_back({row->id, 0, 0, out.take()});
}

const Attribute* AttributeList::first(const AttributeInfo& row, std::optional<std::uint8_t> tag) const {
    const auto found = std::find_if(all_.begin(), all_.end(), [&row, tag](const Attribute& one) {
        return one.id == row.id && (!tag || one.tag == *tag);
    });
    return found == all_.end() ? nullptr : &*found;
}

std::vector<const Attribute*> AttributeList::all(const AttributeInfo& row) const {
    std::vector<const Attribute*> found;
    for (const auto& one : all_)
        if (one.id == row.id) found.push_back(&one);
    return found;
}

void AttributeList::remove(const AttributeInfo& row) {
    std::erase_if(all_, [&row](const Attribute& one) { return one.id == row.id; });
}

std::optional<std::string_view> AttributeList::text(TextRow row, std::optional<std::uint8_t> tag) const {
    const auto* one = first(*row, tag);
    if (!one) return std::nullopt;
    return as_text(*one);
}

std::optional<Octets> AttributeList::octets(OctetsRow row, std::optional<std::uint8_t> tag) const {
    const auto* one = first(*row, tag);
    if (!one) return std::nullopt;
    return Octets(one->value);
}

std::optional<std::uint32_t> AttributeList::integer(IntegerRow row, std::optional<std::uint8_t> tag) const {
    const auto* one = first(*row, tag);
    return one ? as_integer(*one) : std::nullopt;
}

std::optional<Ipv4> AttributeList::address(AddressRow row) const {
    const auto* one = first(*row);
    return one ? as_array<4>(one->value) : std::nullopt;
}

std::optional<Ipv6> AttributeList::ipv6_address(Ipv6AddressRow row) const {
    const auto* one = first(*row);
    return one ? as_ipv6(*one) : std::nullopt;
}

std::optional<InterfaceId> AttributeList::interface_id(InterfaceIdRow row) const {
    const auto* one = first(*row);
    return one ? as_array<8>(one->value) : std::nullopt;
}

std::string_view as_text(const Attribute& attribute) {
    return {reinterpret_cast<const char*>(attribute.value.data()), attribute.value.size()};
}

std::optional<std::uint32_t> as_integer(const Attribute& attribute) {
    if (attribute.value.size() != 4) return std::nullopt;
    return base::ByteReader(attribute.value).u32();
}

std::optional<Ipv6> as_ipv6(const Attribute& attribute) { return as_array<16>(attribute.value); }

std::optional<Ipv6Prefix> as_ipv6_prefix(const Attribute& attribute) {
    base::ByteReader reader(attribute.value);
    Ipv6Prefix out;
    const auto reserved = reader.u8(), bits = reader.u8();
    if (!reserved || !bits || *bits > 128) return std::nullopt;
    const auto given = reader.rest();
    const std::size_t needed = (*bits + 7u) / 8u;
    if (given.size() < needed || given.size() > out.address.size()) return std::nullopt;
    out.bits = *bits;
    std::copy_n(given.begin(), needed, out.address.begin());
    if (out.bits % 8 != 0) {
        auto& last = out.address[needed - 1];
        last = static_cast<std::uint8_t>(last & 0xff << (8 - out.bits % 8));
    }
    return out;
}

}  // namespace radius
