#include "config/text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "os/unique_fd.h"

namespace vpdnd::config {

namespace {
constexpr off_t kLargestFile = 1 << 20;
constexpr std::size_t kLeastRead = 4096;
}  // namespace

std::string FileAccess::expected() const {
    if (foreign_owner) return "a file that belongs to root or to the user of the daemon";
    if (open_to_others) return "a file mode without rights for group and others (0600)";
    return {};
}

std::string FileAccess::expected_unchanged() const {
    if (foreign_owner) return "a file that belongs to root or to the user of the daemon";
    if (others_write) return "a file that group and others may not write (0644 or less)";
    return {};
}

FileAccess file_access(mode_t mode, uid_t owner, uid_t own) {
    return {.open_to_others = (mode & (S_IRWXG | S_IRWXO)) != 0, .foreign_owner = owner != 0 && owner != own,
            .others_write = (mode & (S_IWGRP | S_IWOTH)) != 0};
}

bool read_text_file(const std::string& path, TextFile& out, std::string& reason) {
    // O_NONBLOCK: a FIFO must not hold the daemon.
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
        reason = std::generic_category().message(errno);
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
    out.access = file_access(status.st_mode, status.st_uid, ::geteuid());
    out.content.clear();
    for (std::size_t size = 0;;) {
        // Read in place: a buffer between would be one more place where secrets stay.
        out.content.resize(std::max(static_cast<std::size_t>(status.st_size), size) + kLeastRead);
        const ssize_t got = ::read(fd.get(), out.content.data() + size, out.content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            reason = std::generic_category().message(errno);
            return false;
        }
        size += static_cast<std::size_t>(got);
        if (size > static_cast<std::size_t>(kLargestFile)) {
            reason = "is larger than 1 MiB";
            return false;
        }
        if (got > 0) continue;
        out.content.resize(size);
        return true;
    }
}

}  // namespace vpdnd::config
