// What no single key of [pppoe.NAME] shows.
#include <map>
#include <string>

#include "config/cross_checks.h"
#include "config/interface_pattern.h"
#include "config/line_template.h"

namespace vpdnd::config {

void check_pppoe(const Checked& c) {
    std::map<std::string, std::string> first;  // pattern -> path of its key
    for (const auto& [name, pppoe] : c.config.pppoe) {
        const std::string path = "pppoe." + name;
        for (const auto& pattern : pppoe.interfaces) {
            const std::string key = path + ".interfaces";
            if (!is_interface_pattern(pattern)) c.error(key, "expected names of interfaces, found \"" + pattern + "\"");
            const auto [found, is_new] = first.emplace(pattern, key);
            if (!is_new && found->second != key)
                c.error(key, "expected each interface in one [pppoe.NAME], \"" + pattern + "\" is also at " +
                                 to_string(c.place(found->second)));
        }
        if (const auto word = unknown_line_word(pppoe.calling_number); !word.empty())
            c.error(path + ".calling-number", "expected %mac, %circuit-id, %remote-id and %interface, found \"" + word + "\"");
        if (c.config.daemon.dataplane == kNoDataplane) c.warning(path, "has no effect with dataplane = \"none\"");
    }
}

}  // namespace vpdnd::config
