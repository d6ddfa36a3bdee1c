#include "end/user_questions.h"

#include <array>
#include <charconv>
#include <span>
#include <string>
#include <utility>

#include "end/session_tag.h"

namespace vpdnd {
namespace {

using ipc::AuthMethod;
using Tag = ipc::PluginTag;

constexpr std::uint8_t kAuthProtocol = 3;  ///< LCP option, RFC 1661 section 6.2
constexpr std::uint16_t kPap = 0xc023, kChap = 0xc223;

/// One protocol of LCP, and the value of AVP 29 that goes with it.
struct MethodRow {
    AuthMethod method;
    std::uint16_t protocol;
    std::uint8_t algorithm;    ///< of CHAP
    std::uint16_t proxy_type;  ///< MS-CHAPv2 has no number of its own
};
constexpr std::uint16_t kProxyChap = 2, kProxyPap = 3, kProxyMsChapV1 = 5;
constexpr MethodRow kMethods[]{
    {AuthMethod::kPap, kPap, 0, kProxyPap},
    {AuthMethod::kChapMd5, kChap, 5, kProxyChap},
    {AuthMethod::kMsChapV1, kChap, 0x80, kProxyMsChapV1},
    {AuthMethod::kMsChapV2, kChap, 0x81, kProxyChap},
};

/// The value of LCP's authentication option; empty: there is none.
std::span<const std::uint8_t> auth_option(std::span<const std::uint8_t> options) {
    while (options.size() >= 2 && options[1] >= 2 && options[1] <= options.size()) {
        if (options[0] == kAuthProtocol) return options.subspan(2, options[1] - 2u);
        options = options.subspan(options[1]);
    }
    return {};
}

std::optional<AuthMethod> method_of(std::span<const std::uint8_t> option, std::uint16_t proxy_type) {
    if (option.size() < 2) return std::nullopt;
    const auto protocol = static_cast<std::uint16_t>(option[0] << 8 | option[1]);
    const std::uint8_t algorithm = option.size() > 2 ? option[2] : std::uint8_t{0};
    for (const auto& row : kMethods)
        if (row.protocol == protocol && row.algorithm == algorithm && row.proxy_type == proxy_type) return row.method;
    return std::nullopt;
}

base::Secret secret_of(std::span<const std::uint8_t> octets) {
    return base::Secret(std::string_view(reinterpret_cast<const char*>(octets.data()), octets.size()));
}

std::string hex(std::uint64_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

}  // namespace

std::optional<UserCredentials> proxied_credentials(const Proxied& proxied) {
    const auto& auth = proxied.auth;
    if (!proxied.lcp.last_sent || !proxied.lcp.last_received || !auth.type || !auth.name || !auth.response) return std::nullopt;
    const auto method = method_of(auth_option(*proxied.lcp.last_sent), *auth.type);
    if (!method || (*method != AuthMethod::kPap && (!auth.challenge || auth.challenge->empty() || !auth.id))) return std::nullopt;
    UserCredentials out{.method = *method,
                        .name = *auth.name,
                        .id = static_cast<std::uint8_t>(auth.id.value_or(0)),
                        .challenge = auth.challenge.value_or(base::Bytes()),
                        .response = secret_of(*auth.response)};
    return out;
}

std::optional<UserCredentials> asked_credentials(const ipc::PluginMessageReader& message) {
    const auto method = message.u8(Tag::kAuthMethod);
    const auto name = message.bytes(Tag::kAuthName), challenge = message.bytes(Tag::kAuthChallenge),
               response = message.bytes(Tag::kAuthResponse);
    const bool known = method && *method >= static_cast<std::uint8_t>(AuthMethod::kPap) &&
                       *method <= static_cast<std::uint8_t>(AuthMethod::kMsChapV2);
    if (!known || !name || !response) return std::nullopt;
    UserCredentials out{.method = static_cast<AuthMethod>(*method),
                        .name = std::string(name->begin(), name->end()),
                        .id = message.u8(Tag::kAuthId).value_or(0),
                        .challenge = {},
                        .response = secret_of(*response)};
    if (challenge) out.challenge.assign(challenge->begin(), challenge->end());
    return out;
}

std::string accounting_session_id(const std::string& session_prefix, std::uint64_t number, std::uint32_t login) {
    return session_prefix + "-" + hex(number) + (login == 0 ? std::string() : "." + std::to_string(login));
}

UserQuestion user_question(const CallFacts& facts, const SessionIds& ids, UserCredentials credentials, const std::string& session_prefix) {
    UserQuestion out{.credentials = std::move(credentials), .session_id = accounting_session_id(session_prefix, facts.number, facts.login)};
    out.calling_number = facts.calling_number();
    out.called_number = facts.called_number();
    out.port = static_cast<std::uint32_t>(ids.key.tunnel.value) << 16 | ids.key.session.value;
    out.port_name = session_tag(ids.key);
    out.line = facts.line.kind;
    out.tx_speed = facts.line.tx_speed;
    out.rx_speed = facts.line.rx_speed;
    if (facts.bringer) out.tunnel = UserTunnel{facts.bringer->name, {}, facts.bringer->address, facts.bringer->called_address};
    if (facts.line.names) out.access_line = facts.line.names->access_line;
    return out;
}

}  // namespace vpdnd
