#include "radius/port_type.h"

#include "radius/attribute_table.h"

namespace vpdnd {

using namespace radius::literals;

std::uint32_t nas_port_type(ipc::LineKind line) {
    switch (line) {
        case ipc::LineKind::kAsync: return radius::value_of("NAS-Port-Type"_attr, "Async");
        case ipc::LineKind::kSync: return radius::value_of("NAS-Port-Type"_attr, "Sync");
        case ipc::LineKind::kPppoe: return radius::value_of("NAS-Port-Type"_attr, "PPPoEoE");
        case ipc::LineKind::kVirtual: break;
    }
    return radius::value_of("NAS-Port-Type"_attr, "Virtual");
}

}  // namespace vpdnd
