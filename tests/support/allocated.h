// How much memory the program has allocated and not given back.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define VPDN_SANITIZER_ALLOCATES
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define VPDN_SANITIZER_ALLOCATES
#endif

#if defined(VPDN_SANITIZER_ALLOCATES)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // gcc has no header for it
#else
#include <malloc.h>
#endif

namespace testing {

inline std::size_t allocated_octets() {
#if defined(VPDN_SANITIZER_ALLOCATES)
    return __sanitizer_get_current_allocated_bytes();
#else
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
#endif
}

}  // namespace testing
