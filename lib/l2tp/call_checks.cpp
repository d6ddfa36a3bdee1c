#include "l2tp/call_checks.h"

#include "l2tp/message_codec.h"

namespace l2tp {
namespace {

template <class Field>
void leave_out_if_long(std::optional<Field>& field, const char* name, std::string& left_out) {
    if (!field || field->size() <= kMaxValueSize) return;
    field.reset();
    if (!left_out.empty()) left_out += ", ";
    left_out += name;
}

bool too_long(const std::optional<Bytes>& field) { return field && field->size() > kMaxValueSize; }

}  // namespace

std::string leave_out_unsendable(Icrq& call) {
    std::string left_out;
    leave_out_if_long(call.calling_number, "Calling Number", left_out);
    leave_out_if_long(call.called_number, "Called Number", left_out);
    leave_out_if_long(call.sub_address, "Sub-Address", left_out);
    leave_out_if_long(call.port_name, "Cisco Client Port", left_out);
    if (check_sizes(call)) {
        call.access_line.clear();
        left_out += left_out.empty() ? "access line" : ", access line";
    }
    return left_out.empty() ? left_out : left_out + ": too long for ICRQ";
}

std::string leave_out_unsendable(Iccn& connected) {
    std::string left_out;
    leave_out_if_long(connected.private_group, "Private Group ID", left_out);
    leave_out_if_long(connected.proxy_auth.name, "Proxy Authen Name", left_out);
    leave_out_if_long(connected.proxy_auth.challenge, "Proxy Authen Challenge", left_out);
    leave_out_if_long(connected.proxy_auth.response, "Proxy Authen Response", left_out);
    auto& lcp = connected.proxy_lcp;
    if (too_long(lcp.initial_received) || too_long(lcp.last_sent) || too_long(lcp.last_received)) {
        lcp = {};
        left_out += left_out.empty() ? "proxy LCP" : ", proxy LCP";
    }
    if (!left_out.empty()) left_out += ": too long for ICCN";
    if (!is_complete(connected.proxy_auth)) {
        connected.proxy_auth = {};
        left_out += left_out.empty() ? "" : "; ";
        left_out += "proxy authentication: incomplete for its type";
    }
    // The most significant octet of Proxy Authen ID is reserved.
    if (connected.proxy_auth.id) connected.proxy_auth.id = static_cast<std::uint16_t>(*connected.proxy_auth.id & 0xff);
    return left_out;
}

bool is_complete(const ProxyAuth& auth) {
    if (!auth.type) return true;
    const auto type = static_cast<ProxyAuthType>(*auth.type);
    const bool chap = type == ProxyAuthType::kChap || type == ProxyAuthType::kMsChapV1;
    const bool pap = type == ProxyAuthType::kPap;
    if (!chap && !pap && type != ProxyAuthType::kTextual) return true;
    if (!auth.name || !auth.response) return false;
    if ((chap || pap) && !auth.id) return false;
    return !chap || (auth.challenge && !auth.challenge->empty());
}

std::optional<std::string> beyond(const Capabilities& peer, const Ocrq& call) {
    if (!peer.bearer) return "the peer did not say that it can place calls";
    if ((call.bearer & ~*peer.bearer) != 0) return "the peer does not have this bearer type";
    if ((call.framing & ~peer.framing) != 0) return "the peer does not have this framing type";
    return std::nullopt;
}

std::optional<std::string> beyond(const Capabilities& peer, const Iccn& connected) {
    if ((connected.framing & ~peer.framing) != 0) return "the peer does not have this framing type";
    return std::nullopt;
}

}  // namespace l2tp
