#include "radius/user_question.h"

#include <algorithm>
#include <cstring>

#include "l2tp/access_line.h"
#include "radius/chap_attributes.h"
#include "radius/port_type.h"

namespace vpdnd {
namespace {

using namespace radius::literals;

constexpr std::size_t kLongestName = 253, kLongestPassword = 128;

bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

radius::Octets octets_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

/// A text that the attribute has no room for is not sent: half of a name is another one's.
void add_text(radius::AttributeList& to, radius::TextRow row, const std::string& text) {
    if (!text.empty() && text.size() <= row->max_size) to.add(row, text);
}

/// Empty: all is well.
std::string add_credentials(radius::AttributeList& to, const UserCredentials& user) {
    if (user.name.empty()) return "the user has no name";
    if (user.name.size() > kLongestName) return "the user's name is too long for RADIUS";
    if (has_nul(user.name)) return "a NUL in the user's name";
    to.add("User-Name"_attr, user.name);
    const radius::ChapAnswer answer{user.id, user.challenge, octets_of(user.response.view())};
    bool fits = false;
    switch (user.method) {
        case ipc::AuthMethod::kPap:
            if (user.response.size() > kLongestPassword) return "the password is too long for RADIUS";
            if (has_nul(user.response.view())) return "a NUL in the password";
            to.add("User-Password"_attr, user.response);
            return {};
        case ipc::AuthMethod::kChapMd5: fits = add_chap(to, answer); break;
        case ipc::AuthMethod::kMsChapV1: fits = add_ms_chap(to, answer); break;
        case ipc::AuthMethod::kMsChapV2: fits = add_ms_chap2(to, answer); break;
    }
    return fits ? std::string() : "the user's response has a wrong length, or there is no challenge";
}

std::string speeds(const UserQuestion& question) {
    if (question.tx_speed == 0) return {};
    const auto rx = question.rx_speed == 0 ? question.tx_speed : question.rx_speed;
    return std::to_string(question.tx_speed) + "/" + std::to_string(rx);
}

/// Where RFC 5515 has 64 bits for a rate, RFC 4679 has 32: more is told as the most that they hold.
radius::Octets fitted(const radius::AttributeInfo& row, const l2tp::VendorAvp& avp, radius::Ipv4& room) {
    const auto number = l2tp::access_line_number(avp.value);
    if (row.type != radius::ValueType::kInteger || !number) return avp.value;
    auto rest = std::min<std::uint64_t>(*number, UINT32_MAX);
    for (auto octet = room.rbegin(); octet != room.rend(); ++octet, rest >>= 8) *octet = static_cast<std::uint8_t>(rest);
    return room;
}

/// Types of RFC 5515 are those of RFC 4679.
void add_access_line(radius::AttributeList& to, const std::vector<l2tp::VendorAvp>& line) {
    for (const auto& avp : line) {
        if (avp.vendor != radius::kVendorDslForum || avp.type > UINT8_MAX) continue;
        const auto* row = radius::find_attribute({radius::kVendorDslForum, static_cast<std::uint8_t>(avp.type)});
        if (!row || to.first(*row)) continue;
        radius::Ipv4 room{};
        const auto value = fitted(*row, avp, room);
        if (value.size() < row->min_size || value.size() > row->max_size) continue;
        to.add({.id = row->id, .value = base::Bytes(value.begin(), value.end())});
    }
}

}  // namespace

void add_tunnel(radius::AttributeList& to, const UserTunnel& tunnel) {
    to.add("Tunnel-Type"_attr, radius::value_of("Tunnel-Type"_attr, "L2TP"));
    const bool v6 = tunnel.client_address.find(':') != std::string::npos;
    to.add("Tunnel-Medium-Type"_attr,
           v6 ? radius::value_of("Tunnel-Medium-Type"_attr, "IPv6") : radius::value_of("Tunnel-Medium-Type"_attr, "IPv4"));
    add_text(to, "Tunnel-Client-Endpoint"_attr, tunnel.client_address);
    add_text(to, "Tunnel-Server-Endpoint"_attr, tunnel.server_address);
    add_text(to, "Tunnel-Client-Auth-Id"_attr, tunnel.client_name);
    add_text(to, "Tunnel-Server-Auth-Id"_attr, tunnel.server_name);
}

void add_ppp_service(radius::AttributeList& to) {
    to.add("Service-Type"_attr, radius::value_of("Service-Type"_attr, "Framed"));
    to.add("Framed-Protocol"_attr, radius::value_of("Framed-Protocol"_attr, "PPP"));
}

void add_call(radius::AttributeList& to, const UserQuestion& call) {
    to.add("NAS-Port"_attr, call.port);
    to.add("NAS-Port-Type"_attr, nas_port_type(call.line));
    add_text(to, "NAS-Port-Id"_attr, call.port_name);
    add_text(to, "Acct-Session-Id"_attr, call.session_id);
    add_text(to, "Called-Station-Id"_attr, call.called_number);
    add_text(to, "Calling-Station-Id"_attr, call.calling_number);
    add_text(to, "Connect-Info"_attr, speeds(call));
    if (call.tunnel) add_tunnel(to, *call.tunnel);
    add_access_line(to, call.access_line);
}

tl::expected<radius::AttributeList, std::string> user_request(const UserQuestion& question, const NasIdentity& identity) {
    radius::AttributeList out;
    if (auto wrong = add_credentials(out, question.credentials); !wrong.empty()) return tl::unexpected(std::move(wrong));
    add_ppp_service(out);
    add_identity(out, identity);
    add_call(out, question);
    return out;
}

}  // namespace vpdnd
