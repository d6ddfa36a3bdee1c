#include "log/line_limit.h"

namespace vpdnd::log {

constexpr std::chrono::seconds kSecond{1};

bool LineLimit::allow(std::string_view kind, Time now, unsigned lines_per_second) {
    auto found = kinds_.find(kind);
    if (found == kinds_.end()) found = kinds_.emplace(kind, Second{now, 0, 0}).first;
    auto& second = found->second;
    // What was kept back is told of first, so that it does not look like a part of the new second.
    if (now - second.began >= kSecond && second.kept_back == 0) second = {now, 0, 0};
    if (second.written < lines_per_second && now - second.began < kSecond) {
        ++second.written;
        return true;
    }
    ++second.kept_back;
    ++pending_;
    ++total_;
    return false;
}

std::vector<std::pair<std::string, std::uint64_t>> LineLimit::take_told(Time now) {
    std::vector<std::pair<std::string, std::uint64_t>> out;
    for (auto& [kind, second] : kinds_) {
        if (second.kept_back == 0 || now - second.began < kSecond) continue;
        out.emplace_back(kind, second.kept_back);
        pending_ -= second.kept_back;
        second = {now, 0, 0};
    }
    return out;
}

}  // namespace vpdnd::log
