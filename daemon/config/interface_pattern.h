// Names of interfaces with "*" for any characters.
#pragma once

#include <string_view>

namespace vpdnd {

bool fits_interface_pattern(std::string_view name, std::string_view pattern);
/// Can an interface have it, or a name that fits it (15 octets, no blank, no '/' and no ':')?
bool is_interface_pattern(std::string_view pattern);

}  // namespace vpdnd
