#include "radius/tunnel_question.h"

#include "radius/port_type.h"

namespace vpdnd {
namespace {

using namespace radius::literals;

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
    out.add("NAS-Port-Type"_attr, nas_port_type(question.line));
    add_text(out, "NAS-Port-Id"_attr, question.port_name);
    add_text(out, "Cisco-NAS-Port"_attr, question.port_name);
    add_text(out, "Called-Station-Id"_attr, question.called_number);
    add_text(out, "Calling-Station-Id"_attr, question.calling_number);
    return out;
}

}  // namespace vpdnd
