#include "net/equal_four_tuples.h"

#include <sys/utsname.h>

#include <charconv>
#include <string_view>
#include <system_error>

namespace vpdnd {

EqualFourTuples equal_four_tuples_of_running_kernel() {
    utsname name{};
    if (::uname(&name) < 0) return EqualFourTuples::kLoseData;
    unsigned major = 0, minor = 0;
    const std::string_view release = name.release;
    const char* const end = release.data() + release.size();
    const auto first = std::from_chars(release.data(), end, major);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return EqualFourTuples::kLoseData;
    if (std::from_chars(first.ptr + 1, end, minor).ec != std::errc()) return EqualFourTuples::kLoseData;
    bool by_id_alone = major > 6 || (major == 6 && minor >= 11);
    return by_id_alone ? EqualFourTuples::kWork : EqualFourTuples::kLoseData;
}

}  // namespace vpdnd
