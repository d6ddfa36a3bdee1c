// The place of the spool on the disk: whose its files are, and which process uses them.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "os/unique_fd.h"

namespace vpdnd {

/// A file, whatever its name.
struct FileId {
    dev_t device = 0;
    ino_t number = 0;
    bool operator==(const FileId&) const = default;
};
/// Empty: there is none, or it cannot be seen.
std::optional<FileId> file_id(const std::string& path);
/// Is it certain that nothing was ever written to it, or that there is none?
bool is_blank(const std::string& path);

struct LockError {
    std::string text;
    bool in_use = false;  ///< another process has it, which `text` names
};
/// For one process, as long as it holds the descriptor and lives; not for the processes that it starts.
tl::expected<UniqueFd, LockError> lock_for_life(const std::string& path);

/// Makes the file if there is none, and sees to mode 0600. Refused: what is no regular file of this user with one name; so is what
/// sqlite has beside it. Error: why, in words.
tl::expected<void, std::string> make_private(const std::string& path);

}  // namespace vpdnd
