// Texts that two parties read: what one of them ends at a NUL and the other does not is refused, wherever it comes from.
#include "../../plugin/auth_injection.h"
#include "end/ppp_reports.h"
#include "end/proxy_fields.h"
#include "support/lns_calls.h"

using namespace vpdnd;
using namespace std::string_literals;
using ipc::PluginMessage;
using ipc::PluginTag;
using test::User;

namespace {

constexpr std::uint16_t kChap = 2, kPap = 3;

std::optional<l2tp::Bytes> octets_of(const std::string& text) { return l2tp::Bytes(text.begin(), text.end()); }

}  // namespace

TEST_CASE("A NUL in a name or a password is seen, one in a CHAP response or in one of no known type is none", "[call]") {
    CHECK(has_nul({.type = kPap, .name = "a\0@cisco.com"s, .challenge = {}, .id = {}, .response = octets_of("pap")}));
    CHECK(has_nul({.type = kPap, .name = "a", .challenge = {}, .id = {}, .response = octets_of("p\0p"s)}));
    CHECK(has_nul({.type = {}, .name = "a\0"s, .challenge = {}, .id = {}, .response = {}}));
    CHECK_FALSE(has_nul({.type = {}, .name = "a", .challenge = {}, .id = {}, .response = octets_of("p\0p"s)}));
    CHECK(has_nul({.type = kChap, .name = "\0"s, .challenge = {}, .id = {}, .response = octets_of("r")}));
    CHECK_FALSE(has_nul({.type = kChap, .name = "a", .challenge = {}, .id = {}, .response = octets_of("r\0r"s)}));
    CHECK_FALSE(has_nul({}));
}

TEST_CASE("The plugin sees the same in the credentials that it captures and injects", "[plugin]") {
    plugin::Credentials credentials;
    credentials.kind = plugin::Credentials::Kind::kPap;
    std::memcpy(credentials.name, "a\0b", 3);
    credentials.name_length = 1;
    CHECK_FALSE(credentials.has_nul());
    credentials.name_length = 3;
    CHECK(credentials.has_nul());
    credentials.name_length = 1;
    credentials.response_length = 1;
    CHECK(credentials.has_nul());
    credentials.kind = plugin::Credentials::Kind::kChap;
    CHECK_FALSE(credentials.has_nul());
}

TEST_CASE_METHOD(test::LnsAndLac, "A user whose name has a NUL is refused at the LAC, whatever stands behind it", "[call]") {
    User user(lac);
    user.calls("user@elsewhere.org\0@cisco.com"s);
    CHECK(user.plugin.next().type() == PluginMessage::kReject);
    CHECK(lac.endpoint.session_count() == 0);
}

TEST_CASE_METHOD(test::LnsAndLac, "A call whose proxied name has a NUL is refused by the LNS", "[call][rfc2661][4.4.5]") {
    User user(lac);
    user.calls();
    REQUIRE(turn_until([&] { return !lns.calls.empty(); }));
    // As if its ICCN had come: our own LAC sends none like it.
    const auto key = lns.endpoint.sessions().at(0).key;
    l2tp::SessionUp up;
    up.key = key;
    up.iccn.emplace();
    up.iccn->proxy_auth = {.type = kPap, .name = "root\0@cisco.com"s, .challenge = {}, .id = 1, .response = octets_of("pap")};
    lns.core.directory.find(key)->session_up(up);
    REQUIRE(turn_until([&] { return !lns.down.empty(); }));
    CHECK(lns.down[0] == "2 6 \"a NUL in the user's name or password\" false");
    CHECK(lns.supervisor.started.empty());
}

TEST_CASE("A pppd's exit status names the disconnect cause where its plugin has none", "[reason]") {
    std::array<std::uint8_t, ipc::kMaxPluginMessage> buffer{};
    ipc::PluginMessageWriter message(buffer, PluginMessage::kEnded);
    message.put_u16(PluginTag::kExitStatus, 20);
    message.put_text(PluginTag::kText, "");
    message.put_u16(PluginTag::kCauseCode, 0);
    ipc::PluginMessageReader reader;
    REQUIRE(reader.parse(message.packet()) == ipc::PluginCodecError::kNone);
    const auto cause = disconnect_for(reason_of(reader));
    REQUIRE(cause);
    CHECK(cause->code == 3);
    CHECK(cause->message == "traffic limit reached");
}
