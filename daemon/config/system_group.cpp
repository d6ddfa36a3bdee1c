#include "config/system_group.h"

#include <grp.h>

#include <cerrno>
#include <vector>

namespace vpdnd::config {

std::optional<std::uint32_t> gid_of_group(const std::string& name) {
    // The answer holds the names of all members, so it may need much room.
    constexpr std::size_t kMostRoom = std::size_t{1} << 24;
    for (std::vector<char> room(4096); room.size() <= kMostRoom; room.resize(room.size() * 4)) {
        group entry{};
        group* found = nullptr;
        int error = 0;
        do {
            error = ::getgrnam_r(name.c_str(), &entry, room.data(), room.size(), &found);
        } while (error == EINTR);
        if (error == ERANGE) continue;
        if (error != 0 || found == nullptr) return {};
        return found->gr_gid;
    }
    return {};
}

}  // namespace vpdnd::config
