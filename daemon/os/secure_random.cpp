#include "os/secure_random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace vpdnd {

void secure_random(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const auto got = ::getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) std::abort();  // only a kernel without getrandom(): nothing safe could follow
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

std::uint32_t secure_random_below(std::uint32_t limit) {
    if (limit == 0) return 0;
    const std::uint32_t unfair = UINT32_MAX - UINT32_MAX % limit;
    for (;;) {
        std::uint32_t value = 0;
        secure_random({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
        if (value < unfair) return value % limit;
    }
}

}  // namespace vpdnd
