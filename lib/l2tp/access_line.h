// Access line information of RFC 5515: what the AVPs of vendor 3561 in an ICRQ mean. They are carried as they are; this
// is for showing them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

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
};

/// Null: RFC 5515 has no such type.
const AccessLineField* find_access_line_field(std::uint16_t type);
/// Empty: not of four or eight octets.
std::optional<std::uint64_t> access_line_number(const Bytes& value);

}  // namespace l2tp
