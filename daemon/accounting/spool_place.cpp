#include "accounting/spool_place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace vpdnd {
namespace {

std::string error_text(const std::string& path) { return path + ": " + std::system_category().message(errno); }

bool is_ours(const struct stat& found) { return S_ISREG(found.st_mode) && found.st_uid == ::geteuid() && found.st_nlink == 1; }

struct flock all_of_it() {
    struct flock out{};
    out.l_type = F_WRLCK;
    out.l_whence = SEEK_SET;
    return out;
}

/// What sqlite keeps beside the file; it makes that with the mode of the file.
tl::expected<void, std::string> check_beside(const std::string& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return {};
    if (!is_ours(found)) return tl::unexpected(path + " is not a file of this user alone");
    if ((found.st_mode & 0777) != 0600 && ::chmod(path.c_str(), 0600) != 0) return tl::unexpected(error_text(path));
    return {};
}

bool has_nothing(const std::string& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) == 0) return S_ISREG(found.st_mode) && found.st_size == 0;
    return errno == ENOENT || errno == ENOTDIR;
}

}  // namespace

std::optional<FileId> file_id(const std::string& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return std::nullopt;
    return FileId{found.st_dev, found.st_ino};
}

bool is_blank(const std::string& path) { return has_nothing(path) && has_nothing(path + "-wal"); }

/// Not flock(): that one belongs to processes that were forked, too.
tl::expected<UniqueFd, LockError> lock_for_life(const std::string& path) {
    UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!file) return tl::unexpected(LockError{.text = error_text(path)});
    auto wanted = all_of_it();
    if (::fcntl(file.get(), F_SETLK, &wanted) == 0) return file;
    if (errno != EAGAIN && errno != EACCES) return tl::unexpected(LockError{.text = error_text(path)});
    auto other = all_of_it();
    ::fcntl(file.get(), F_GETLK, &other);
    return tl::unexpected(LockError{"process " + std::to_string(other.l_pid) + " uses it", true});
}

tl::expected<void, std::string> make_private(const std::string& path) {
    // Closed before sqlite opens it: closing any descriptor gives up the locks that the process has on the file.
    UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!file) return tl::unexpected(error_text(path));
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return tl::unexpected(error_text(path));
    if (!is_ours(found)) return tl::unexpected(path + " is not a file of this user alone");
    if ((found.st_mode & 0777) != 0600 && ::fchmod(file.get(), 0600) != 0) return tl::unexpected(error_text(path));
    for (const auto* beside : {"-wal", "-shm"})
        if (auto good = check_beside(path + beside); !good) return good;
    return {};
}

}  // namespace vpdnd
