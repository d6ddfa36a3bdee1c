#include "l2tp/call_checks.h"

#include <utility>
#include <variant>

#include "l2tp/avp_table.h"
#include "l2tp/message_codec.h"

namespace l2tp {
namespace {

void add(std::string& list, const char* name) {
    if (!list.empty()) list += ", ";
    list += name;
}

/// Names of the optional fields that fit into no AVP; they are gone afterwards.
template <class Struct>
std::string leave_out_long(Struct& fields) {
    std::string left_out;
    Message message = std::move(fields);
    for (const auto& use : avps_of(Struct::kType).in_order)
        if (use.field.drop_if_longer(message, kMaxValueSize)) add(left_out, use.avp->name);
    fields = std::get<Struct>(std::move(message));
    return left_out;
}

bool too_long(const std::optional<Bytes>& field) { return field && field->size() > kMaxValueSize; }

}  // namespace

std::string leave_out_unsendable(Icrq& call) {
    auto left_out = leave_out_long(call);
    if (check_sizes(call)) {
        call.access_line.clear();
        add(left_out, "access line");
    }
    return left_out.empty() ? left_out : left_out + ": too long for ICRQ";
}

std::string leave_out_unsendable(Iccn& connected) {
    auto& lcp = connected.proxy_lcp;
    const bool long_lcp = too_long(lcp.initial_received) || too_long(lcp.last_sent) || too_long(lcp.last_received);
    if (long_lcp) lcp = {};
    auto left_out = leave_out_long(connected);
    if (long_lcp) add(left_out, "proxy LCP");
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
