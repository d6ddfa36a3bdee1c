#include "config/schema.h"

namespace vpdnd {

std::vector<std::string> restart_needed(const Config& before, const Config& after) {
    std::vector<std::string> names;
    for (const auto& key : config::keys_of(config::Rows<DaemonConfig>{})) {
        if (key.info.reload == config::Reload::kRestart && !key.same(before.daemon, after.daemon)) {
            names.push_back("daemon." + std::string(key.info.name));
        }
    }
    return names;
}

}  // namespace vpdnd
