// Memory that is zeroed before it is given back: for containers whose content nobody may find in freed memory, as they
// grow, move and end.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>

namespace base {

/// Zeroes memory that is about to be given back; not optimised away.
inline void wipe(void* memory, std::size_t size) { ::explicit_bzero(memory, size); }

/// For types that do not hold their content elsewhere. `Upstream` is where the memory comes from.
template <class T, class Upstream = std::allocator<T>>
class WipingAllocator {
  public:
    using value_type = T;
    template <class U>
    struct rebind {
        using other = WipingAllocator<U, typename std::allocator_traits<Upstream>::template rebind_alloc<U>>;
    };

    WipingAllocator() = default;
    explicit WipingAllocator(const Upstream& upstream) : upstream_(upstream) {}
    template <class U, class Other>
    explicit WipingAllocator(const WipingAllocator<U, Other>& other) : upstream_(other.upstream()) {}

    /// Throws what Upstream throws: std::bad_alloc.
    T* allocate(std::size_t count) { return std::allocator_traits<Upstream>::allocate(upstream_, count); }
    void deallocate(T* memory, std::size_t count) {
        wipe(memory, count * sizeof(T));
        std::allocator_traits<Upstream>::deallocate(upstream_, memory, count);
    }
    const Upstream& upstream() const { return upstream_; }
    bool operator==(const WipingAllocator&) const = default;

  private:
    [[no_unique_address]] Upstream upstream_;
};

}  // namespace base
