// What no single key shows: combinations that cannot work, names that lead nowhere, overlaps.
#pragma once

#include "config/binder.h"

namespace vpdnd::config {

struct Checked {
    const Config& config;
    const Places& places;
    ErrorList& errors;

    bool given(const std::string& path) const { return places.count(path) != 0; }
    /// Place of a key, or of the nearest table around it.
    Place place(std::string path) const;
    void error(const std::string& path, const std::string& message) const;
    void warning(const std::string& path, const std::string& message) const;
};

void check_daemon(const Checked& checked);
void check_groups(const Checked& checked);
void check_pools(const Checked& checked);
void check_radius(const Checked& checked);
/// Options files of pppd that contradict keys.
void check_ppp_options(const Checked& checked);

}  // namespace vpdnd::config
