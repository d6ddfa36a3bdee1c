#include "pppd/template_files.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "config/ppp_words.h"

namespace vpdnd {
namespace {

struct stat state_of(const std::string& path) {
    struct stat state {};
    if (::stat(path.c_str(), &state) != 0) state = {};
    return state;
}

bool same_time(const timespec& one, const timespec& other) {
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

bool same(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino && one.st_size == other.st_size &&
           same_time(one.st_mtim, other.st_mtim) && same_time(one.st_ctim, other.st_ctim);
}

/// pppd(8), FILES: read before the options of the command line.
std::vector<std::string> files_of_every_pppd() {
    std::vector<std::string> out{"/etc/ppp/options"};
    std::array<char, 1024> texts;
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::getuid(), &entry, texts.data(), texts.size(), &found) == 0 && found)
        out.push_back(std::string(found->pw_dir) + "/.ppprc");
    return out;
}

}  // namespace

TemplateFiles::TemplateFiles(const PppdCommand& command) {
    std::vector<std::string> paths{command.program};
    if (command.plugin.find('/') != std::string::npos) paths.push_back(command.plugin);
    auto roots = files_of_every_pppd();
    if (!command.options_file.empty()) roots.push_back(command.options_file);
    for (const auto& root : roots)
        for (auto& path : config::ppp_options_files(root)) paths.push_back(std::move(path));
    for (auto& path : paths) {
        const auto state = state_of(path);
        files_.push_back({std::move(path), state});
    }
}

bool TemplateFiles::changed() const {
    return std::ranges::any_of(files_, [](const Noted& file) { return !same(file.state, state_of(file.path)); });
}

}  // namespace vpdnd
