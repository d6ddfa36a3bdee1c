// Random numbers from the kernel.
#pragma once

#include <cstdint>
#include <span>

namespace vpdnd {

void secure_random(std::span<std::uint8_t> out);
/// Uniform in [0, limit); 0 for limit 0.
std::uint32_t secure_random_below(std::uint32_t limit);

}  // namespace vpdnd
