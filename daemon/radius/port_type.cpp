#include "radius/port_type.h"

#include <cctype>

#include "l2tp/messages.h"
#include "radius/attribute_table.h"

namespace vpdnd {
namespace {

using namespace radius::literals;

struct PortTypeRow {
    std::uint32_t bearer;
    std::uint32_t type;
};
constexpr PortTypeRow kPortTypes[]{
    {l2tp::kBearerDigital, radius::value_of("NAS-Port-Type"_attr, "ISDN-Sync")},
    {l2tp::kBearerAnalog, radius::value_of("NAS-Port-Type"_attr, "Async")},
};

/// "00:11:22:33:44:55": whoever is called by it came by PPPoE.
bool is_mac(const std::string& text) {
    constexpr std::size_t kLength = 17;
    if (text.size() != kLength) return false;
    for (std::size_t i = 0; i < kLength; ++i)
        if (i % 3 == 2 ? text[i] != ':' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
    return true;
}

}  // namespace

std::uint32_t nas_port_type(const std::string& calling_number, std::uint32_t bearer) {
    if (is_mac(calling_number)) return radius::value_of("NAS-Port-Type"_attr, "PPPoEoE");
    for (const auto& row : kPortTypes)
        if (row.bearer == bearer) return row.type;
    return radius::value_of("NAS-Port-Type"_attr, "Virtual");
}

}  // namespace vpdnd
