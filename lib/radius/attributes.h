// The attributes of one packet as values, in order. RFC 2865 section 5.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/secret.h"
#include "radius/attribute_table.h"

namespace radius {

using Octets = std::span<const std::uint8_t>;
using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;
using InterfaceId = std::array<std::uint8_t, 8>;

struct Ipv6Prefix {
    Ipv6 address{};  ///< bits behind the length are zero
    std::uint8_t bits = 0;
    bool operator==(const Ipv6Prefix&) const = default;
};

/// One attribute. Its value is in the clear, without tag and salt, in network byte order: it may be a secret.
struct Attribute {
    AttributeId id;
    std::uint8_t tag = 0;      ///< 1 to 31; 0: none
    std::uint16_t offset = 0;  ///< in the packet that it came in; 0: it was made here
    base::Bytes value;

    /// Null: an attribute that the table does not have.
    const AttributeInfo* info() const { return find_attribute(id); }
    /// Offsets do not count.
    bool operator==(const Attribute& other) const { return id == other.id && tag == other.tag && value == other.value; }
};

/// Owns its values. What the functions that read give out is valid until the list is changed.
class AttributeList {
  public:
    // Appending. Lengths are checked when the packet is written (check() in attribute_checks.h tells earlier).
    void add(TextRow row, std::string_view value, std::uint8_t tag = 0);
    void add(TextRow row, const char* value, std::uint8_t tag = 0) { add(row, std::string_view(value), tag); }
    void add(OctetsRow row, Octets value, std::uint8_t tag = 0);
    void add(OctetsRow row, const base::Secret& value, std::uint8_t tag = 0);
    void add(IntegerRow row, std::uint32_t value, std::uint8_t tag = 0);
    void add(AddressRow row, Ipv4 value);
    void add(Ipv6AddressRow row, const Ipv6& value);
    void add(Ipv6PrefixRow row, const Ipv6Prefix& value);
    void add(InterfaceIdRow row, const InterfaceId& value);
    /// Any attribute, known to the table or not, such as the operator's dictionary has.
    void add(Attribute attribute) { all_.push_back(std::move(attribute)); }

    // Reading: the first one of that row, and of the tag if one is given. Values have the length that the row says; one
    // that has not is as if it were not there.
    std::optional<std::string_view> text(TextRow row, std::optional<std::uint8_t> tag = {}) const;
    std::optional<Octets> octets(OctetsRow row, std::optional<std::uint8_t> tag = {}) const;
    std::optional<std::uint32_t> integer(IntegerRow row, std::optional<std::uint8_t> tag = {}) const;
    std::optional<Ipv4> address(AddressRow row) const;
    std::optional<Ipv6> ipv6_address(Ipv6AddressRow row) const;
    std::optional<InterfaceId> interface_id(InterfaceIdRow row) const;
    const Attribute* first(const AttributeInfo& row, std::optional<std::uint8_t> tag = {}) const;
    /// All of a row, in order: those that may occur many times.
    std::vector<const Attribute*> all(const AttributeInfo& row) const;

    bool empty() const { return all_.empty(); }
    std::size_t size() const { return all_.size(); }
    auto begin() const { return all_.begin(); }
    auto end() const { return all_.end(); }
    void remove(const AttributeInfo& row);
    void append(const AttributeList& more) { all_.insert(all_.end(), more.begin(), more.end()); }
    bool operator==(const AttributeList&) const = default;

  private:
    void add_octets(const AttributeInfo& row, Octets value, std::uint8_t tag);
    std::vector<Attribute> all_;
};

// Values of attributes that may occur many times. Empty: not of that length.
[[nodiscard]] std::string_view as_text(const Attribute& attribute);
[[nodiscard]] std::optional<std::uint32_t> as_integer(const Attribute& attribute);
[[nodiscard]] std::optional<Ipv6> as_ipv6(const Attribute& attribute);
[[nodiscard]] std::optional<Ipv6Prefix> as_ipv6_prefix(const Attribute& attribute);

}  // namespace radius
