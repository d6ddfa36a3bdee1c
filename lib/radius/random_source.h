// Where the library gets random numbers from. Implemented and owned by the host.
#pragma once

#include <cstdint>
#include <span>

namespace radius {

class RandomSource {
  public:
    virtual ~RandomSource() = default;
    /// Cryptographically good octets (Request Authenticators, salts); the jitter of repetitions is made of them too.
    virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace radius
