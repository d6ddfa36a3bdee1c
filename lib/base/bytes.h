// Octets that the library owns: datagrams, values of AVPs, what waits to be sent. Any of them may hold a user's proxied
// credentials, so all of them are zeroed when they are freed.
#pragma once

#include <cstdint>
#include <vector>

#include "base/wiping_allocator.h"

namespace base {

using Bytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

}  // namespace base
