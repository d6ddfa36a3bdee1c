// Where something stands in the configuration, and the list of what is wrong with it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/text_file.h"

namespace vpdnd::config {

/// One file that was read. Shared by every Place in it.
struct SourceFile {
    std::string name;
    FileAccess access = {};  ///< a file that is not private is no place for a secret
};

/// A position in a file. Lines and columns start at 1.
struct Place {
    std::shared_ptr<const SourceFile> file;
    unsigned line = 1;
    unsigned column = 1;
};

/// "FILE:LINE:COLUMN".
std::string to_string(const Place& place);

/// Printable ASCII in double quotes; the rest as \xNN; cut after `limit` characters.
std::string quoted(std::string_view text, std::size_t limit = 64);

/// Collects what is wrong, so that everything can be reported at once. Never give it a secret.
class ErrorList {
public:
    void error(const Place& place, std::string_view key, std::string_view message);
    void warning(const Place& place, std::string_view key, std::string_view message);
    bool empty() const { return errors_.empty(); }
    /// In the order of files and lines: "FILE:LINE:COLUMN: key: message".
    std::vector<std::string> errors() const { return sorted(errors_); }
    std::vector<std::string> warnings() const { return sorted(warnings_); }

private:
    struct Entry {
        Place place;
        std::string text;
    };
    static std::vector<std::string> sorted(std::vector<Entry> entries);
    std::vector<Entry> errors_, warnings_;
};

}  // namespace vpdnd::config
