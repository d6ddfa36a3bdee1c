// What no single key shows: combinations that cannot work, names that lead nowhere, overlaps.
#pragma once

#include <set>
#include <string>

#include "config/binder.h"

namespace vpdnd::config {

struct Checked {
    const Config& config;
    const Places& places;
    ErrorList& errors;
    const std::set<std::string>& broken;  ///< Binder::broken()

    bool given(const std::string& path) const { return places.count(path) != 0; }
    /// Can it be said of this key of the table that it is not there? Not if it has a wrong value, or may be misspelled.
    bool lacks(const std::string& table, const std::string& key) const {
        return !given(table + "." + key) && broken.count(table) == 0;
    }
    /// Place of a key, or of the nearest table around it.
    Place place(std::string path) const;
    void error(const std::string& path, const std::string& message) const;
    void warning(const std::string& path, const std::string& message) const;
};

/// Why pppd will not find this plugin, or should not load it; empty: it will, as far as can be seen.
std::string why_not_plugin(std::string_view name);

void check_daemon(const Checked& checked);
void check_programs(const Checked& checked);
void check_groups(const Checked& checked);
void check_pools(const Checked& checked);
void check_radius(const Checked& checked);
/// Options files of pppd that contradict keys.
void check_ppp_options(const Checked& checked);

}  // namespace vpdnd::config
