// Which of the ids 1 to 65535 are taken, and the next free one. One bit an id, allocated only where there are many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <array>
#include <optional>

namespace l2tp {

/// 8 KiB, on the heap. Inserting or erasing twice is harmless.
class IdSet {
  public:
    bool contains(std::uint16_t id) const { return (*words_)[id / 64u] >> (id % 64u) & 1u; }
    void insert(std::uint16_t id) { (*words_)[id / 64u] |= std::uint64_t{1} << (id % 64u); }
    void erase(std::uint16_t id) { (*words_)[id / 64u] &= ~(std::uint64_t{1} << (id % 64u)); }

    /// The first free id at `start` or behind it, going round; never 0. Empty if all are taken. `also_free` is asked
    /// about each candidate.
    template <class AlsoFree>
    std::optional<std::uint16_t> next_free(std::uint16_t start, const AlsoFree& also_free) const {
        for (std::uint32_t step = 0; step < 65536;) {
            const auto id = static_cast<std::uint16_t>(start + step);
            if ((*words_)[id / 64u] == ~std::uint64_t{0}) {  // a full word: on to the next one
                step += 64u - id % 64u;
                continue;
            }
            if (id != 0 && !contains(id) && also_free(id)) return id;
            ++step;
        }
        return std::nullopt;
    }

  private:
    using Words = std::array<std::uint64_t, 1024>;
    std::unique_ptr<Words> words_ = std::make_unique<Words>();
};

}  // namespace l2tp
