#include "config/config.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "config/cross_checks.h"
#include "config/path_access.h"
#include "config/source_text.h"
#include "config/text_file.h"
#include "config/text_values.h"
#include "config/toml_reader.h"

namespace vpdnd {

bool IpPrefix::contains(const l2tp::IpAddress& other) const {
    if (other.v6 != address.v6) return false;
    for (unsigned bit = 0; bit < length; ++bit) {
        if (((address.bytes[bit / 8] ^ other.bytes[bit / 8]) >> (7 - bit % 8) & 1) != 0) return false;
    }
    return true;
}

const Group* Config::group(const std::string& name) const {
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.name == name; });
    return found == groups.end() ? nullptr : &*found;
}

const Group* Config::group_of_call(const std::string& name) const {
    const auto found = std::ranges::find_if(groups, [&](const Group& g) { return g.call && g.call->name == name; });
    return found == groups.end() ? nullptr : &*found;
}

std::size_t Config::first_with_pool(const std::string& pool) const {
    const auto found = std::ranges::find_if(groups, [&](const Group& g) { return g.accept_dialin && g.accept_dialin->pool == pool; });
    return static_cast<std::size_t>(found - groups.begin());
}

std::string Config::vrf_of_pool(const std::string& pool) const {
    if (const auto found = pools.find(pool); found != pools.end() && !found->second.vrf.empty()) return found->second.vrf;
    const auto first = first_with_pool(pool);
    return first == groups.size() ? std::string() : groups[first].accept_dialin->vrf;
}

namespace config {

namespace {

Entry* find(Table& table, const std::string& key) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Entry& e) { return e.key == key; });
    return found == table.end() ? nullptr : &*found;
}

// What may stand in several files: [daemon] key by key, groups as a list, the rest by name.
void merge(Table& into, Table&& from, ErrorList& errors) {
    for (Entry& entry : from) {
        Entry* old = find(into, entry.key);
        Table* old_table = old == nullptr ? nullptr : old->value.table();
        auto* old_array = old == nullptr ? nullptr : std::get_if<Array>(&old->value.value);
        if (old == nullptr) {
            into.push_back(std::move(entry));
        } else if (old_array != nullptr && entry.value.array() != nullptr) {
            auto& added = std::get<Array>(entry.value.value);
            std::move(added.begin(), added.end(), std::back_inserter(*old_array));
        } else if (old_table != nullptr && entry.value.table() != nullptr) {
            for (Entry& inner : *entry.value.table()) {
                if (const Entry* twice = find(*old_table, inner.key)) {
                    const std::string key = is_name(inner.key) ? inner.key : quoted(inner.key);
                    errors.error(inner.place, entry.key + "." + key,
                                 "expected once, it is also at " + to_string(twice->place));
                } else {
                    old_table->push_back(std::move(inner));
                }
            }
        } else {
            errors.error(entry.place, is_name(entry.key) ? entry.key : quoted(entry.key),
                         "expected the same type as at " + to_string(old->place));
        }
    }
}

std::string system_host_name() {
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0 || !is_host_name(name)) return {};
    return name;
}

/// conf.d/*.conf beside the file, in the order of their names.
std::vector<std::string> fragments_beside(const std::string& file, ErrorList& errors) {
    const auto slash = file.rfind('/');
    const std::string directory = (slash == std::string::npos ? "" : file.substr(0, slash + 1)) + "conf.d";
    std::vector<std::string> names;
    struct stat status {};
    if (::stat(directory.c_str(), &status) == 0) {
        const auto expected = file_access(status.st_mode, status.st_uid, ::geteuid()).expected_unchanged();
        const auto place = std::make_shared<const SourceFile>(SourceFile{directory});
        if (!expected.empty()) errors.error({place}, "conf.d", "expected " + expected + ": it is a directory that is read");
    }
    DIR* handle = ::opendir(directory.c_str());
    if (handle == nullptr) {
        if (errno != ENOENT) {
            const auto place = std::make_shared<const SourceFile>(SourceFile{directory});
            errors.error({place}, "conf.d", std::string("expected a readable directory: ") + std::generic_category().message(errno));
        }
        return names;
    }
    while (const dirent* entry = ::readdir(handle)) {  // NOLINT(concurrency-mt-unsafe): nobody else reads this handle
        const std::string name = entry->d_name;
        if (name.ends_with(".conf") && !name.starts_with('.')) names.push_back(std::string(directory).append("/").append(name));
    }
    ::closedir(handle);
    std::sort(names.begin(), names.end());
    return names;
}

struct ReadFile {
    std::shared_ptr<const SourceFile> source;
    TextFile content;
};

void read_source(const std::string& name, std::vector<ReadFile>& files, ErrorList& errors) {
    TextFile content;
    std::string reason;
    const bool read = read_text_file(name, content, reason);
    auto source = std::make_shared<const SourceFile>(SourceFile{name, content.access});
    if (!read) return errors.error({source}, "file", "expected a readable file: " + reason);
    // It names programs that are run as root.
    if (const auto expected = content.access.expected_unchanged(); !expected.empty())
        errors.error({source}, "file", "expected " + expected);
    files.push_back({std::move(source), std::move(content)});
}

}  // namespace

std::shared_ptr<const Config> parse_config(const std::vector<SourceText>& sources, ErrorList& errors) {
    Table merged;
    bool syntax_good = true;
    for (const SourceText& source : sources) {
        auto table = read_toml(source.text, source.file, errors);
        if (table) {
            merge(merged, std::move(*table), errors);
        } else {
            syntax_good = false;
        }
    }
    auto config = std::make_shared<Config>();
    Places places;
    Binder binder(errors, places);
    const Place start{sources.empty() ? nullptr : sources.front().file};
    binder.bind(config->daemon, {}, start, "daemon");  // the defaults, where no [daemon] is
    binder.bind(*config, merged, start, "");
    config->daemon.listen_by_default = !places.count("daemon.listen");
    if (!places.count("daemon.hostname")) {
        config->daemon.hostname = system_host_name();
        if (config->daemon.hostname.empty())
            errors.error(start, "daemon.hostname", "missing, expected a name: the system's own cannot be used");
    }
    // A broken file hides names that others refer to: checks of references would report what is not wrong.
    if (!syntax_good) return nullptr;
    const Checked checked{*config, places, errors, binder.broken()};
    check_daemon(checked);
    check_programs(checked);
    check_groups(checked);
    check_pools(checked);
    check_radius(checked);
    check_pppoe(checked);
    check_ppp_options(checked);
    const bool asks_radius = std::ranges::any_of(config->radius, [](const auto& set) { return set.second.authorize_tunnels; });
    if (!places.count("group") && !asks_radius && config->pppoe.empty())
        errors.warning(start, "group", "is nowhere: without a [[group]] nobody is served");
    return errors.empty() ? config : nullptr;
}

}  // namespace config

std::shared_ptr<const Config> load_config(const std::string& file, std::vector<std::string>* warnings) {
    config::ErrorList errors;
    std::vector<config::ReadFile> files;
    config::read_source(file, files, errors);
    // Who may write there can put another file in its place.
    if (const auto expected = config::expected_directories(file); !files.empty() && !expected.empty())
        errors.error({files.front().source}, "file", "expected " + expected);
    for (const std::string& fragment : config::fragments_beside(file, errors)) config::read_source(fragment, files, errors);
    std::vector<config::SourceText> sources;
    sources.reserve(files.size());
    for (const auto& read : files) sources.push_back({read.source, read.content.text()});
    auto config = config::parse_config(sources, errors);
    if (!errors.empty() || config == nullptr) {
        ConfigErrors failure;
        failure.lines = errors.errors();
        for (const std::string& line : failure.lines) failure.text += line + "\n";
        if (!failure.text.empty()) failure.text.pop_back();
        throw failure;
    }
    if (warnings != nullptr) *warnings = errors.warnings();
    return config;
}

}  // namespace vpdnd
