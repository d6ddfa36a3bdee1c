#include "radius/tunnel_question.h"

#include <cctype>

#include "l2tp/messages.h"

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

std::uint32_t port_type(const TunnelQuestion& question) {
    if (is_mac(question.calling_number)) return radius::value_of("NAS-Port-Type"_attr, "PPPoEoE");
    for (const auto& row : kPortTypes)
        if (row.bearer == question.bearer) return row.type;
    return radius::value_of("NAS-Port-Type"_attr, "Virtual");
}

void add_text(radius::AttributeList& to, radius::TextRow row, const std::string& text) {
    if (!text.empty()) to.add(row, text);
}

}  // namespace

radius::AttributeList tunnel_request(const TunnelQuestion& question, const base::Secret& password, const NasIdentity& identity) {
    radius::AttributeList out;
    out.add("User-Name"_attr, question.user_name);
    out.add("User-Password"_attr, password);
    out.add("Service-Type"_attr, radius::value_of("Service-Type"_attr, "Outbound"));
    add_identity(out, identity);
    out.add("NAS-Port"_attr, question.port.value_or(0));
    out.add("NAS-Port-Type"_attr, port_type(question));
    add_text(out, "NAS-Port-Id"_attr, question.port_name);
    add_text(out, "Cisco-NAS-Port"_attr, question.port_name);
    add_text(out, "Called-Station-Id"_attr, question.called_number);
    add_text(out, "Calling-Station-Id"_attr, question.calling_number);
    return out;
}

}  // namespace vpdnd
