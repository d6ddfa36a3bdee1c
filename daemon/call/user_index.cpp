#include "call/user_index.h"

#include <functional>

namespace vpdnd {

std::size_t UserIndex::enter(const std::string& group, const std::string& user, CallId call) {
    const auto key = std::hash<std::string>()(group + '\0' + user);
    calls_.emplace(key, call);
    return key;
}

void UserIndex::remove(std::size_t key, CallId call) {
    const auto [first, last] = calls_.equal_range(key);
    for (auto one = first; one != last; ++one)
        if (one->second == call) {
            calls_.erase(one);
            return;
        }
}

std::vector<CallId> UserIndex::find(std::size_t key) const {
    std::vector<CallId> out;
    const auto [first, last] = calls_.equal_range(key);
    for (auto one = first; one != last; ++one) out.push_back(one->second);
    return out;
}

}  // namespace vpdnd
