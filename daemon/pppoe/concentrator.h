// One access concentrator of the configuration, [pppoe.NAME], as discovery needs it.
#pragma once

#include <memory>
#include <string>

#include "config/config.h"

namespace vpdnd::pppoe {

struct Concentrator {
    std::string name;  ///< of the section
    Pppoe settings;    ///< ac_name is filled in
};
/// Immutable: a reload makes others. Sessions keep the one that they began with.
using ConcentratorPtr = std::shared_ptr<const Concentrator>;

}  // namespace vpdnd::pppoe
