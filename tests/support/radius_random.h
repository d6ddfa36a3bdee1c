// Random numbers for tests of lib/radius, the same in every run.
#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "radius/random_source.h"

namespace testing {

class SeededRandom : public radius::RandomSource {
  public:
    explicit SeededRandom(std::uint64_t seed = 1) : generator_(seed) {}
    void fill(std::span<std::uint8_t> out) override {
        for (auto& octet : out) octet = static_cast<std::uint8_t>(generator_() & 0xff);
    }

  private:
    std::mt19937_64 generator_;
};

/// Always the same octet: 0x80 is a jitter of nearly nothing.
class ConstantRandom : public radius::RandomSource {
  public:
    explicit ConstantRandom(std::uint8_t octet) : octet_(octet) {}
    void fill(std::span<std::uint8_t> out) override {
        for (auto& octet : out) octet = octet_;
    }

  private:
    std::uint8_t octet_;
};

}  // namespace testing
