// Reading small files that the configuration names. Never blocks: only regular files are read.
#pragma once

#include <string>
#include <sys/types.h>

namespace vpdnd::config {

struct TextFile {
    std::string text;
    bool open_to_others = false;  ///< group or others may read or write it
};

/// False with a reason ("Permission denied", "is larger than 1 MiB", ...) where it cannot be read.
bool read_text_file(const std::string& path, TextFile& out, std::string& reason);

}  // namespace vpdnd::config
