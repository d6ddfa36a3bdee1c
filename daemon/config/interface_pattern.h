// Names of interfaces, and numbers of callers, with "*" for any characters.
#pragma once

#include <cstddef>
#include <string_view>

namespace vpdnd {

bool fits_interface_pattern(std::string_view name, std::string_view pattern);
/// Of patterns that fit, the one with the greater number goes before: the whole name, then the longer pattern. 0: it does not fit.
std::size_t interface_pattern_fit(std::string_view name, std::string_view pattern);
/// Can an interface have it, or a name that fits it (15 octets, no blank, no '/' and no ':')?
bool is_interface_pattern(std::string_view pattern);

}  // namespace vpdnd
