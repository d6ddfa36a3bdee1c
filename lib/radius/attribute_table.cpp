#include "radius/attribute_table.h"

#include <algorithm>
#include <array>

namespace radius {
namespace {

using rows::kRows;

constexpr bool rows_are_in_order() {
    // Within a vendor; so that no number occurs twice.
    for (std::size_t i = 1; i < kRows.size(); ++i)
        if (kRows[i - 1].id.vendor == kRows[i].id.vendor && kRows[i - 1].id.number >= kRows[i].id.number) return false;
    return true;
}
static_assert(rows_are_in_order());

constexpr bool names_are_unique() {
    for (std::size_t i = 0; i < kRows.size(); ++i)
        for (std::size_t j = i + 1; j < kRows.size(); ++j)
            if (kRows[i].name == kRows[j].name) return false;
    return true;
}
static_assert(names_are_unique());

/// Octets that are left for the value: of an attribute, or of one in a Vendor-Specific attribute, behind tag and salt.
constexpr bool values_fit() {
    for (const auto& row : kRows) {
        int room = row.id.vendor == 0 ? rows::kMost : rows::kVendorMost;
        if (row.tagging != Tagging::kNone) room -= 1;
        if (row.hiding == Hiding::kSalted) room -= 3;  // and the length inside
        if (row.type == ValueType::kInteger && row.tagging != Tagging::kNone) room += 1;  // in place of the first octet
        if (row.min_size > row.max_size || row.max_size > room) return false;
        if (row.hiding != Hiding::kNone && !row.secret) return false;
    }
    return true;
}
static_assert(values_fit());

constexpr std::uint8_t kNoRow = 0xff;
static_assert(kRows.size() < kNoRow);

constexpr auto kRowByNumber = [] {
    std::array<std::uint8_t, 256> out{};
    out.fill(kNoRow);
    for (std::size_t i = 0; i < kRows.size(); ++i)
        if (kRows[i].id.vendor == 0) out[kRows[i].id.number] = static_cast<std::uint8_t>(i);
    return out;
}();

}  // namespace

const AttributeInfo* find_attribute(AttributeId id) {
    if (id.vendor == 0) {
        const auto row = kRowByNumber[id.number];
        return row == kNoRow ? nullptr : &kRows[row];
    }
    const auto found = std::find_if(kRows.begin(), kRows.end(), [id](const auto& row) { return row.id == id; });
    return found == kRows.end() ? nullptr : &*found;
}

const AttributeInfo* find_attribute_by_name(std::string_view name) {
    const auto found = std::find_if(kRows.begin(), kRows.end(), [name](const auto& row) { return row.name == name; });
    return found == kRows.end() ? nullptr : &*found;
}

bool is_known_vendor(std::uint32_t vendor) {
    return vendor == kVendorCisco || vendor == kVendorMicrosoft || vendor == kVendorDslForum;
}

std::span<const AttributeInfo> all_attributes() { return kRows; }

std::string place_of(AttributeId id) {
    std::string out = "attribute ";
    if (id.vendor != 0) out += std::to_string(id.vendor) + ":";
    out += std::to_string(id.number);
    if (const auto* info = find_attribute(id)) out += " (" + std::string(info->name) + ")";
    return out;
}

std::string_view name_of_value(const AttributeInfo& info, std::uint32_t value) {
    const auto named = [value](const NamedValue& one) { return one.value == value; };
    const auto found = std::find_if(info.names.begin(), info.names.end(), named);
    return found == info.names.end() ? std::string_view() : found->name;
}

}  // namespace radius
