#include "config/path_access.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "config/place.h"
#include "config/text_file.h"

namespace vpdnd::config {

namespace {

namespace fs = std::filesystem;

std::string expected_of(const struct stat& status, const std::string& kind) {
    const auto access = file_access(status.st_mode, status.st_uid, ::geteuid());
    const bool sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    if (access.foreign_owner) return kind + " that belongs to root or to the user of the daemon";
    if (access.others_write && !sticky) return kind + " that group and others may not write (0755 or less)";
    return {};
}

std::string expected_above(const fs::path& file) {
    for (fs::path directory = file.parent_path(); !directory.empty(); directory = directory.parent_path()) {
        struct stat status {};
        if (::stat(directory.c_str(), &status) == 0) {
            const auto expected = expected_of(status, "a directory");
            if (!expected.empty()) return expected + ": " + quoted(directory.string(), 200);
        }
        if (directory == directory.root_path()) break;
    }
    return {};
}

}  // namespace

std::string expected_directories(const std::string& file) {
    std::error_code failed;
    const auto written = fs::absolute(file, failed);
    if (auto expected = expected_above(written); !expected.empty()) return expected;
    const auto real = fs::canonical(file, failed);
    return failed || real == written ? std::string() : expected_above(real);
}

std::string expected_program(const std::string& file, const std::string& kind) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return {};
    if (auto expected = expected_of(status, kind); !expected.empty()) return expected + ": " + quoted(file, 200);
    return expected_directories(file);
}

}  // namespace vpdnd::config
