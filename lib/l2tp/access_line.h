// Access line information of RFC 5515: what the AVPs of vendor 3561 in an ICRQ mean. They are carried as they are; this
// is for showing them, and for making them from words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "l2tp/messages.h"

namespace l2tp {

enum class AccessLineKind : std::uint8_t {
    kText,
    kNumber,  ///< rates in bit/s, delays in ms, a type of line: 4 or 8 octets
    kFlag,    ///< it is there: no value
    kOctets,
};

struct AccessLineField {
    std::uint16_t type;
    std::string_view name;  ///< snake_case, stable: a key of `l2tpctl session show --json`
    AccessLineKind kind;
    std::size_t octets;  ///< exactly so many in an AVP of ours; of text, at the most
};

/// Null: RFC 5515 has no such type.
const AccessLineField* find_access_line_field(std::uint16_t type);
/// Empty: not of four or eight octets.
std::optional<std::uint64_t> access_line_number(const Bytes& value);

/// The AVP that "NAME=VALUE" describes: NAME as in AccessLineField; text as it is, numbers in decimal, octets in
/// hexadecimal. Error: what is wrong with it.
tl::expected<VendorAvp, std::string> make_access_line(std::string_view name_and_value);

}  // namespace l2tp
