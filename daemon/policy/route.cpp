#include "policy/route.h"

namespace vpdnd {

std::string key_of(const Target& target) { return target.settings->group + " " + name_of(target); }

std::string name_of(const Target& target) {
    const bool v6 = target.address.find(':') != std::string::npos;
    return (v6 ? "[" + target.address + "]" : target.address) + ":" + std::to_string(target.port);
}

}  // namespace vpdnd
