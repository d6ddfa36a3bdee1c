#include "l2tp/access_line.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "l2tp/avp_table.h"

namespace l2tp {
namespace {

using K = AccessLineKind;

constexpr std::array kFields = {
    AccessLineField{1, "agent_circuit_id", K::kText, 63},
    AccessLineField{2, "agent_remote_id", K::kText, 63},
    AccessLineField{129, "actual_data_rate_upstream", K::kNumber, 8},
    AccessLineField{130, "actual_data_rate_downstream", K::kNumber, 8},
    AccessLineField{131, "minimum_data_rate_upstream", K::kNumber, 8},
    AccessLineField{132, "minimum_data_rate_downstream", K::kNumber, 8},
    AccessLineField{133, "attainable_data_rate_upstream", K::kNumber, 8},
    AccessLineField{134, "attainable_data_rate_downstream", K::kNumber, 8},
    AccessLineField{135, "maximum_data_rate_upstream", K::kNumber, 8},
    AccessLineField{136, "maximum_data_rate_downstream", K::kNumber, 8},
    AccessLineField{137, "minimum_data_rate_upstream_low_power", K::kNumber, 8},
    AccessLineField{138, "minimum_data_rate_downstream_low_power", K::kNumber, 8},
    AccessLineField{139, "maximum_interleaving_delay_upstream", K::kNumber, 4},
    AccessLineField{140, "actual_interleaving_delay_upstream", K::kNumber, 4},
    AccessLineField{141, "maximum_interleaving_delay_downstream", K::kNumber, 4},
    AccessLineField{142, "actual_interleaving_delay_downstream", K::kNumber, 4},
    AccessLineField{144, "access_loop_encapsulation", K::kOctets, 3},
    AccessLineField{145, "ancp_access_line_type", K::kNumber, 4},
    AccessLineField{254, "iwf_session", K::kFlag, 0},
};

std::optional<Bytes> octets_of_number(std::string_view text, std::size_t octets) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || (octets < 8 && number >> (8 * octets) != 0)) return {};
    Bytes out(octets);
    for (auto octet = out.rbegin(); octet != out.rend(); ++octet, number >>= 8) *octet = static_cast<std::uint8_t>(number);
    return out;
}

std::optional<Bytes> octets_of_hexadecimal(std::string_view text, std::size_t octets) {
    if (text.size() != 2 * octets) return {};
    Bytes out(octets);
    for (std::size_t i = 0; i < octets; ++i) {
        const char* digits = text.data() + 2 * i;
        if (std::from_chars(digits, digits + 2, out[i], 16).ptr != digits + 2) return {};
    }
    return out;
}

std::optional<Bytes> octets_of_text(std::string_view text, std::size_t most) {
    if (text.empty() || text.size() > most) return {};
    return Bytes(text.begin(), text.end());
}

std::string wanted(const AccessLineField& field) {
    switch (field.kind) {
        case K::kText: return "1 to " + std::to_string(field.octets) + " characters are wanted";
        case K::kNumber: return "a decimal number of at most " + std::to_string(8 * field.octets) + " bits is wanted";
        case K::kOctets: return std::to_string(2 * field.octets) + " hexadecimal digits are wanted";
        case K::kFlag: break;
    }
    return "it cannot be given";
}

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

tl::expected<VendorAvp, std::string> make_access_line(std::string_view name_and_value) {
    const auto sign = std::min(name_and_value.find('='), name_and_value.size());
    const auto name = name_and_value.substr(0, sign), value = name_and_value.substr(std::min(sign + 1, name_and_value.size()));
    const auto field = std::ranges::find(kFields, name, &AccessLineField::name);
    if (field == kFields.end()) return tl::make_unexpected("RFC 5515 has no \"" + std::string(name) + "\"");
    std::optional<Bytes> octets;
    if (field->kind == K::kText) octets = octets_of_text(value, field->octets);
    if (field->kind == K::kNumber) octets = octets_of_number(value, field->octets);
    if (field->kind == K::kOctets) octets = octets_of_hexadecimal(value, field->octets);
    if (!octets) return tl::make_unexpected(std::string(name) + ": " + wanted(*field));
    return VendorAvp{kVendorAdslForum, field->type, std::move(*octets)};
}

}  // namespace l2tp
