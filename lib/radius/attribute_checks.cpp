#include "radius/attribute_checks.h"

#include <bitset>
#include <cstddef>

namespace radius {
namespace {

constexpr std::size_t kTags = 32;

PacketError value_error(const Attribute& of, const char* what) { return {Fault::kValue, what, of.id, of.offset, 0, false}; }

}  // namespace

std::optional<PacketError> check_value(const Attribute& attribute) {
    const auto* info = attribute.info();
    if (attribute.tag >= kTags) return value_error(attribute, "a tag is not above 31");
    if (!info) return std::nullopt;
    const auto size = attribute.value.size();
    if (size < info->min_size || size > info->max_size)
        return PacketError{Fault::kValue, "", attribute.id, attribute.offset, static_cast<std::uint16_t>(size), true};
    if (attribute.tag != 0 && info->tagging == Tagging::kNone) return value_error(attribute, "takes no tag");
    if (info->type == ValueType::kInteger && info->tagging != Tagging::kNone && attribute.value[0] != 0)
        return value_error(attribute, "more than 24 bits");
    if (info->type == ValueType::kIpv6Prefix && !as_ipv6_prefix(attribute))
        return value_error(attribute, "its length in bits does not go with its octets");
    return std::nullopt;
}

std::optional<PacketError> check(const AttributeList& attributes) {
    std::bitset<rows::kRows.size() * kTags> seen;
    for (const auto& one : attributes) {
        if (auto wrong = check_value(one)) return wrong;
        const auto* info = one.info();
        if (!info || info->times == Times::kMany) continue;
        const auto place = static_cast<std::size_t>(info - all_attributes().data()) * kTags + one.tag;
        if (seen[place]) return value_error(one, "occurs a second time");
        seen.set(place);
    }
    return std::nullopt;
}

std::string text_of(const PacketError& error) {
    std::string out;
    if (error.attribute != AttributeId{}) out = place_of(error.attribute);
    if (error.offset != 0) out += (out.empty() ? "octet " : " at octet ") + std::to_string(error.offset);
    if (!out.empty()) out += ": ";
    const auto* info = find_attribute(error.attribute);
    if (!error.wrong_length || !info) return out + error.what;
    out += std::to_string(error.found) + " octets, where " + std::to_string(info->min_size);
    if (info->max_size != info->min_size) out += " to " + std::to_string(info->max_size);
    return out + " are right";
}

}  // namespace radius
