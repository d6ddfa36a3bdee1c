#include "radius/accounted_call.h"

#include <algorithm>
#include <utility>

#include "config/text_values.h"

namespace vpdnd {
namespace {

using namespace radius::literals;

void add_text(radius::AttributeList& to, radius::TextRow row, const std::string& text) {
    if (!text.empty() && text.size() <= row->max_size) to.add(row, text);
}

void add_address(radius::AttributeList& to, const std::string& text) {
    const auto address = config::parse_ipv4(text);
    if (!address) return;
    const auto octet = [&](unsigned shift) { return static_cast<std::uint8_t>(*address >> shift); };
    to.add("Framed-IP-Address"_attr, radius::Ipv4{octet(24), octet(16), octet(8), octet(0)});
}

/// All of them, as RFC 2865 section 5.25 wants it, as far as a packet has room beside the rest.
constexpr std::size_t kMostClasses = 2800;

void add_classes(radius::AttributeList& to, const std::vector<base::Bytes>& classes) {
    std::size_t octets = 0;
    for (const auto& one : classes) {
        octets += one.size() + 2;
        if (!one.empty() && one.size() <= ("Class"_attr).max_size && octets <= kMostClasses) to.add("Class"_attr, radius::Octets(one));
    }
}

}  // namespace

radius::AttributeList call_attributes(const AccountedCall& call) {
    radius::AttributeList out;
    add_text(out, "User-Name"_attr, call.user);
    add_ppp_service(out);
    add_call(out, call.line);
    add_address(out, call.address);
    out.add("Acct-Authentic"_attr, static_cast<std::uint32_t>(call.by));
    add_text(out, "Acct-Multi-Session-Id"_attr, call.multi_session);
    if (call.serial) out.add("Acct-Tunnel-Connection"_attr, std::to_string(*call.serial));
    add_classes(out, call.classes);
    return out;
}

}  // namespace vpdnd
