#include "config/schema.h"

namespace vpdnd {

std::vector<std::string> restart_needed(const DaemonConfig& in_force, const DaemonConfig& next) {
    std::vector<std::string> names;
    for (const auto& key : config::keys_of(config::Rows<DaemonConfig>{})) {
        if (key.info.reload == config::Reload::kRestart && !key.same(in_force, next)) {
            names.push_back("daemon." + std::string(key.info.name));
        }
    }
    return names;
}

}  // namespace vpdnd
