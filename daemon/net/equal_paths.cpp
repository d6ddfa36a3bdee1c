#include "net/equal_paths.h"

#include <sys/utsname.h>

#include <charconv>
#include <string_view>
#include <system_error>

namespace vpdnd {

EqualPaths equal_paths_of_running_kernel() {
    utsname name{};
    if (::uname(&name) < 0) return EqualPaths::kLoseData;
    unsigned major = 0, minor = 0;
    const std::string_view release = name.release;
    const char* const end = release.data() + release.size();
    const auto first = std::from_chars(release.data(), end, major);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return EqualPaths::kLoseData;
    if (std::from_chars(first.ptr + 1, end, minor).ec != std::errc()) return EqualPaths::kLoseData;
    bool by_id_alone = major > 6 || (major == 6 && minor >= 11);
    return by_id_alone ? EqualPaths::kWork : EqualPaths::kLoseData;
}

}  // namespace vpdnd
