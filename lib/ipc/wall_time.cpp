#include "ipc/wall_time.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace ipc {

std::string rfc3339(WallTime time, bool milliseconds) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::floor<std::chrono::milliseconds>(time - whole).count();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(whole);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> buffer{};
    std::size_t length = std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::string text(buffer.data(), length);
    if (milliseconds) {
        length = static_cast<std::size_t>(std::snprintf(buffer.data(), buffer.size(), ".%03d", static_cast<int>(rest)));
        text.append(buffer.data(), length);
    }
    return text + "Z";
}

}  // namespace ipc
