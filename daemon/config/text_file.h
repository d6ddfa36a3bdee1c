// Reading small files that the configuration names. Never blocks: only regular files are read.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "l2tp/secret.h"

namespace vpdnd::config {

/// Who can read or change a file besides root and the user that the daemon runs as.
struct FileAccess {
    bool open_to_others = false;  ///< group or others may read or write it
    bool foreign_owner = false;   ///< its owner, who may do with it what he likes, is another user
    bool others_write = false;    ///< group or others may write it
    /// What a file with a secret should have; empty where it is private.
    std::string expected() const;
    /// What a file should have that says what is done as root; empty where nobody else can change it.
    std::string expected_unchanged() const;
};
FileAccess file_access(mode_t mode, uid_t owner, uid_t own);

/// Any of them may hold a secret: its content is zeroed with it.
struct TextFile {
    l2tp::SecretOctets content;
    FileAccess access;

    std::string_view text() const { return {content.data(), content.size()}; }
};

/// False with a reason ("Permission denied", "is larger than 1 MiB", ...) where it cannot be read.
bool read_text_file(const std::string& path, TextFile& out, std::string& reason);

}  // namespace vpdnd::config
