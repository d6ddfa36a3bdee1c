#include "l2tp/access_line.h"

#include <algorithm>
#include <array>

namespace l2tp {
namespace {

using K = AccessLineKind;

constexpr std::array kFields = {
    AccessLineField{1, "agent_circuit_id", K::kText},
    AccessLineField{2, "agent_remote_id", K::kText},
    AccessLineField{129, "actual_data_rate_upstream", K::kNumber},
    AccessLineField{130, "actual_data_rate_downstream", K::kNumber},
    AccessLineField{131, "minimum_data_rate_upstream", K::kNumber},
    AccessLineField{132, "minimum_data_rate_downstream", K::kNumber},
    AccessLineField{133, "attainable_data_rate_upstream", K::kNumber},
    AccessLineField{134, "attainable_data_rate_downstream", K::kNumber},
    AccessLineField{135, "maximum_data_rate_upstream", K::kNumber},
    AccessLineField{136, "maximum_data_rate_downstream", K::kNumber},
    AccessLineField{137, "minimum_data_rate_upstream_low_power", K::kNumber},
    AccessLineField{138, "minimum_data_rate_downstream_low_power", K::kNumber},
    AccessLineField{139, "maximum_interleaving_delay_upstream", K::kNumber},
    AccessLineField{140, "actual_interleaving_delay_upstream", K::kNumber},
    AccessLineField{141, "maximum_interleaving_delay_downstream", K::kNumber},
    AccessLineField{142, "actual_interleaving_delay_downstream", K::kNumber},
    AccessLineField{144, "access_loop_encapsulation", K::kOctets},
    AccessLineField{145, "ancp_access_line_type", K::kNumber},
    AccessLineField{254, "iwf_session", K::kFlag},
};

}  // namespace

const AccessLineField* find_access_line_field(std::uint16_t type) {
    const auto found = std::find_if(kFields.begin(), kFields.end(), [type](const auto& field) { return field.type == type; });
    return found == kFields.end() ? nullptr : found;
}

std::optional<std::uint64_t> access_line_number(const Bytes& value) {
    if (value.size() != 4 && value.size() != 8) return std::nullopt;
    std::uint64_t number = 0;
    for (const auto octet : value) number = number << 8 | octet;
    return number;
}

}  // namespace l2tp
