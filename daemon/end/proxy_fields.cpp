#include "end/proxy_fields.h"

#include <algorithm>

namespace vpdnd {
namespace {

using Tag = ipc::PluginTag;

std::optional<l2tp::Bytes> bytes_of(const ipc::PluginMessageReader& message, Tag tag) {
    const auto value = message.bytes(tag);
    if (!value) return {};
    return l2tp::Bytes(value->begin(), value->end());
}

void put(ipc::PluginMessageWriter& message, Tag tag, const std::optional<l2tp::Bytes>& value) {
    if (value) message.put_bytes(tag, *value);
}

}  // namespace

void put_proxy_data(ipc::PluginMessageWriter& message, const l2tp::ProxyLcp& lcp, const l2tp::ProxyAuth& auth) {
    put(message, Tag::kInitialLcp, lcp.initial_received);
    put(message, Tag::kLastSentLcp, lcp.last_sent);
    put(message, Tag::kLastReceivedLcp, lcp.last_received);
    if (auth.type) message.put_u16(Tag::kAuthType, *auth.type);
    if (auth.name)
        message.put_bytes(Tag::kAuthName,
                          {reinterpret_cast<const std::uint8_t*>(auth.name->data()), auth.name->size()});
    put(message, Tag::kAuthChallenge, auth.challenge);
    if (auth.id) message.put_u8(Tag::kAuthId, static_cast<std::uint8_t>(*auth.id & 0xff));
    put(message, Tag::kAuthResponse, auth.response);
}

l2tp::ProxyLcp proxy_lcp_of(const ipc::PluginMessageReader& message) {
    return {bytes_of(message, Tag::kInitialLcp), bytes_of(message, Tag::kLastSentLcp),
            bytes_of(message, Tag::kLastReceivedLcp)};
}

bool has_nul(const l2tp::ProxyAuth& auth) {
    // AVP 29. Responses of other types are octets; without a type nobody uses it, and it may be anything.
    constexpr std::uint16_t kText = 1, kPap = 3;
    const bool text = auth.type == kText || auth.type == kPap;
    return (auth.name && auth.name->find('\0') != std::string::npos) ||
           (text && auth.response && std::ranges::find(*auth.response, 0) != auth.response->end());
}

l2tp::ProxyAuth proxy_auth_of(const ipc::PluginMessageReader& message) {
    l2tp::ProxyAuth out;
    out.type = message.u16(Tag::kAuthType);
    if (const auto name = message.bytes(Tag::kAuthName)) out.name = std::string(name->begin(), name->end());
    out.challenge = bytes_of(message, Tag::kAuthChallenge);
    if (const auto id = message.u8(Tag::kAuthId)) out.id = *id;
    out.response = bytes_of(message, Tag::kAuthResponse);
    return out;
}

}  // namespace vpdnd
