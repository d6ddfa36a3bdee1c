// The table of attributes: look-up by number, and by name where the program is compiled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "radius/attribute_info.h"
#include "radius/attribute_rows.h"

namespace radius {

/// Null: unknown. A vendor's numbers are never mistaken for another's.
[[nodiscard]] const AttributeInfo* find_attribute(AttributeId id);
/// As above, by name.
[[nodiscard]] const AttributeInfo* find_attribute_by_name(std::string_view name);
/// Is the vendor one whose Vendor-Specific attributes are laid out as RFC 2865 section 5.26 proposes?
[[nodiscard]] bool is_known_vendor(std::uint32_t vendor);
[[nodiscard]] std::span<const AttributeInfo> all_attributes();
/// "attribute 27 (Session-Timeout)", "attribute 311:99".
[[nodiscard]] std::string place_of(AttributeId id);
/// The name that the table has for this value; empty: none.
[[nodiscard]] std::string_view name_of_value(const AttributeInfo& info, std::uint32_t value);

/// Not constexpr: a name that no row has, and a type that the row does not have, do not compile.
void the_table_has_no_such_row();
void the_row_has_another_type();

namespace literals {

/// "User-Name"_attr: the row of that name.
consteval const AttributeInfo& operator""_attr(const char* name, std::size_t size) {
    for (const auto& row : rows::kRows)
        if (row.name == std::string_view(name, size)) return row;
    the_table_has_no_such_row();
    return rows::kRows[0];
}

}  // namespace literals

/// value_of("Service-Type"_attr, "Outbound"): the number that has this name.
consteval std::uint32_t value_of(const AttributeInfo& info, std::string_view name) {
    for (const auto& one : info.names)
        if (one.name == name) return one.value;
    the_table_has_no_such_row();
    return 0;
}

/// A row of the table whose type is one of these.
template <ValueType... Types>
class RowOf {
  public:
    consteval RowOf(const AttributeInfo& row) : row_(&row) {  // NOLINT: a row is what it is made of
        if (((row.type != Types) && ...)) the_row_has_another_type();
    }
    constexpr const AttributeInfo& operator*() const { return *row_; }
    constexpr const AttributeInfo* operator->() const { return row_; }

  private:
    const AttributeInfo* row_;
};

using TextRow = RowOf<ValueType::kText, ValueType::kAvPair>;
using OctetsRow = RowOf<ValueType::kOctets>;
using IntegerRow = RowOf<ValueType::kInteger, ValueType::kTime>;
using AddressRow = RowOf<ValueType::kAddress>;
using Ipv6AddressRow = RowOf<ValueType::kIpv6Address>;
using Ipv6PrefixRow = RowOf<ValueType::kIpv6Prefix>;
using InterfaceIdRow = RowOf<ValueType::kInterfaceId>;

}  // namespace radius
