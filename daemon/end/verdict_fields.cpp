#include "end/verdict_fields.h"

#include <array>
#include <cstring>
#include <span>
#include <string>

#include "end/address_fields.h"

namespace vpdnd {
namespace {

using ipc::PluginMessage;
using Tag = ipc::PluginTag;

/// So that a verdict fits beside the proxied data of a Connect.
constexpr std::size_t kMostForScripts = 6000;

std::span<const std::uint8_t> octets_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void put_servers(ipc::PluginMessageWriter& message, Tag tag, const std::vector<std::uint32_t>& servers) {
    base::Bytes all;
    for (const auto server : servers)
        for (const auto octet : octets(server)) all.push_back(octet);
    if (!all.empty()) message.put_bytes(tag, all);
}

/// Send and receive key of MS-CHAPv2 in 16 octets each, or MS-CHAPv1's one.
void put_keys(ipc::PluginMessageWriter& message, const radius::MppeKeys& keys) {
    constexpr std::size_t kSize = 16;
    base::Bytes all;
    for (const auto* key : {&keys.send, &keys.recv, &keys.nt})
        if (key->size() >= kSize) all.insert(all.end(), key->begin(), key->begin() + kSize);
    if (!all.empty()) message.put_bytes(Tag::kMppeKeys, all);
    ::explicit_bzero(all.data(), all.size());
}

void put_variables(ipc::PluginMessageWriter& message, const std::vector<ScriptVariable>& variables) {
    std::string lines;
    for (const auto& one : variables) {
        const auto line = one.name + "=" + harmless(one.value) + "\n";
        if (lines.size() + line.size() <= kMostForScripts) lines += line;
    }
    if (!lines.empty()) message.put_bytes(Tag::kScriptVariables, octets_of(lines));
}

void send(PluginLink& link, std::span<std::uint8_t> buffer, const ipc::PluginMessageWriter& message) {
    link.send(message);
    ::explicit_bzero(buffer.data(), buffer.size());
}

}  // namespace

std::string harmless(std::string_view text) {
    std::string out(text.substr(0, 255));
    for (char& c : out) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && std::string_view(".:@_+-/,=% *#").find(c) == std::string_view::npos) c = '_';
    }
    return out;
}

AcceptDialin settings_for(const AcceptDialin& group, const UserProfile& profile) {
    using Rule = UserProfile::Address;
    AcceptDialin out = group;
    if (!profile.pool.empty()) out.pool = profile.pool;
    if (profile.address_rule != Rule::kNotSaid) out.user_address = profile.address_rule == Rule::kUserChooses;
    return out;
}

void put_granted(ipc::PluginMessageWriter& message, const Granted& granted) {
    const auto& profile = granted.profile;
    const bool fixed = profile.address_rule == UserProfile::Address::kFixed;
    message.put_u8(Tag::kGranted, 1);
    message.put_bytes(Tag::kAuthMessage, octets_of(granted.message));
    if (fixed) message.put_address(Tag::kFramedAddress, octets(profile.address));
    if (profile.mtu) message.put_u16(Tag::kFramedMtu, static_cast<std::uint16_t>(*profile.mtu));
    if (profile.session_timeout) message.put_u32(Tag::kSessionTimeout, *profile.session_timeout);
    if (profile.idle_timeout) message.put_u32(Tag::kIdleTimeout, *profile.idle_timeout);
    put_servers(message, Tag::kDnsServers, profile.dns);
    put_servers(message, Tag::kWinsServers, profile.wins);
    if (profile.mppe) put_keys(message, *profile.mppe);
    message.put_u8(Tag::kMppePolicy, profile.mppe_rules.required ? 2 : 1);
    message.put_u8(Tag::kMppeTypes, profile.mppe_rules.types);
    put_variables(message, profile.for_scripts);
}

void send_granted(PluginLink& link, const Granted& granted) {
    std::array<std::uint8_t, ipc::kMaxPluginMessage> buffer;
    ipc::PluginMessageWriter message(buffer, PluginMessage::kVerdict);
    put_granted(message, granted);
    message.put_u8(Tag::kUserAddress, granted.settings.user_address);
    if (!granted.settings.pool.empty()) message.put_u8(Tag::kAddressLater, 1);
    send(link, buffer, message);
}

void send_denied(PluginLink& link, std::string_view text) {
    std::array<std::uint8_t, 512> buffer;
    ipc::PluginMessageWriter message(buffer, PluginMessage::kVerdict);
    message.put_u8(Tag::kGranted, 0);
    message.put_bytes(Tag::kAuthMessage, octets_of(text));
    send(link, buffer, message);
}

}  // namespace vpdnd
