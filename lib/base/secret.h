// A text that must not be found anywhere but where it is needed: secrets of tunnels and servers, passwords.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "base/wiping_allocator.h"

namespace base {

using SecretOctets = std::vector<char, WipingAllocator<char>>;

/// Always in memory of its own, which is zeroed with the last of it: neither a move nor an end leaves a copy behind. It
/// cannot be printed, and becomes an ordinary text only by view().
class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string_view text) : octets_(text.begin(), text.end()) {}
    explicit Secret(SecretOctets octets) : octets_(std::move(octets)) {}
    /// For literals, which are in the program's text anyway.
    Secret(const char* literal) : Secret(std::string_view(literal)) {}

    bool empty() const { return octets_.empty(); }
    std::size_t size() const { return octets_.size(); }
    void clear() { SecretOctets().swap(octets_); }
    /// Valid as long as this object is neither changed nor destroyed. Whoever copies it wipes the copy.
    std::string_view view() const& { return {octets_.data(), octets_.size()}; }
    std::string_view view() const&& = delete;
    /// By value.
    bool operator==(const Secret&) const = default;

  private:
    SecretOctets octets_;
};

}  // namespace base
