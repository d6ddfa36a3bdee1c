#include "config/text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "net/unique_fd.h"

namespace vpdnd::config {

namespace {
constexpr off_t kLargestFile = 1 << 20;
}

bool read_text_file(const std::string& path, TextFile& out, std::string& reason) {
    // O_NONBLOCK: a FIFO must not hold the daemon.
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
        reason = std::strerror(errno);
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        reason = "is not a regular file";
        return false;
    }
    if (status.st_size > kLargestFile) {
        reason = "is larger than 1 MiB";
        return false;
    }
    out.open_to_others = (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
    out.text.clear();
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            reason = std::strerror(errno);
            return false;
        }
        if (got == 0) return true;
        out.text.append(buffer, static_cast<std::size_t>(got));
        if (out.text.size() > static_cast<std::size_t>(kLargestFile)) {
            reason = "is larger than 1 MiB";
            return false;
        }
    }
}

}  // namespace vpdnd::config
