// What is known of a call and of its user's answer, as a question for RADIUS servers; and what a refused user hears without a pppd.
#include "end/user_questions.h"

#include "end/ppp_refusal.h"
#include "end/verdict_fields.h"
#include "support/catch.h"

using namespace vpdnd;
using ipc::AuthMethod;

namespace {

/// The LAC asked for this protocol, and the user answered.
Proxied proxied(base::Bytes auth_option, std::uint16_t type, std::size_t response) {
    Proxied out;
    out.lcp.last_sent = base::Bytes{1, 4, 5, 0xd4};
    out.lcp.last_sent->insert(out.lcp.last_sent->end(), auth_option.begin(), auth_option.end());
    out.lcp.last_received = base::Bytes{5, 6, 1, 2, 3, 4};
    out.auth.type = type;
    out.auth.name = "user";
    out.auth.id = 0x1f;
    out.auth.challenge = base::Bytes(16, 7);
    out.auth.response = base::Bytes(response, 'x');
    return out;
}

const base::Bytes kPap{3, 4, 0xc0, 0x23}, kMd5{3, 5, 0xc2, 0x23, 5}, kMsChapV1{3, 5, 0xc2, 0x23, 0x80}, kMsChapV2{3, 5, 0xc2, 0x23, 0x81};

}  // namespace

TEST_CASE("What the LAC proxied is judged by the protocol that its LCP agreed on", "[radius][rfc2661][4.4.5]") {
    const std::vector<std::tuple<base::Bytes, std::uint16_t, std::size_t, AuthMethod>> cases{
        {kPap, 3, 6, AuthMethod::kPap},
        {kMd5, 2, 16, AuthMethod::kChapMd5},
        {kMsChapV1, 5, 49, AuthMethod::kMsChapV1},
        {kMsChapV2, 2, 49, AuthMethod::kMsChapV2},
    };
    for (const auto& [option, type, size, method] : cases) {
        const auto credentials = proxied_credentials(proxied(option, type, size));
        REQUIRE(credentials);
        CHECK(credentials->method == method);
        CHECK(credentials->name == "user");
        CHECK(credentials->id == 0x1f);
        CHECK(credentials->response.size() == size);
    }
}

TEST_CASE("What cannot be judged as it is has to be asked again here", "[radius][rfc2661][4.4.5]") {
    auto data = proxied(kMd5, 2, 16);
    SECTION("no type") { data.auth.type.reset(); }
    SECTION("no name") { data.auth.name.reset(); }
    SECTION("no response") { data.auth.response.reset(); }
    SECTION("no challenge") { data.auth.challenge.reset(); }
    SECTION("no identifier") { data.auth.id.reset(); }
    SECTION("one side's LCP is missing") { data.lcp.last_received.reset(); }
    SECTION("the other side's LCP is missing") { data.lcp.last_sent.reset(); }
    SECTION("LCP agreed on PAP, the answer is CHAP's") { data.lcp.last_sent = kPap; }
    SECTION("LCP agreed on CHAP, the answer is PAP's") { data.auth.type = 3; }
    SECTION("LCP agreed on nothing") { data.lcp.last_sent = base::Bytes{1, 4, 5, 0xd4}; }
    SECTION("an option goes over the end") { data.lcp.last_sent = base::Bytes{3, 9, 0xc2, 0x23, 5}; }
    CHECK_FALSE(proxied_credentials(data));
}

TEST_CASE("A question names the call by a number that no other call of this daemon has", "[radius]") {
    CallFacts facts;
    facts.number = 0x2a;
    facts.set_numbers("2085730592", "614629");
    facts.line.tx_speed = 64000;
    facts.bringer = Bringer{"LAC", "192.0.2.1", "wholesale", "192.0.2.2"};
    const SessionIds ids{{l2tp::TunnelId{7}, l2tp::SessionId{9}}, {}, {}};
    const UserCredentials credentials{.method = AuthMethod::kPap, .name = "u", .id = 1, .challenge = {}, .response = "p"};
    const auto question = user_question(facts, ids, credentials, "0a0b0c0d");
    CHECK(question.session_id == "0a0b0c0d-2a");
    CHECK(question.port == 0x00070009);
    CHECK(question.port_name == "7/9");
    CHECK(question.calling_number == "2085730592");
    REQUIRE(question.tunnel);
    CHECK(question.tunnel->client_name == "LAC");
    CHECK(question.tunnel->client_address == "192.0.2.1");
    CHECK(question.tunnel->server_address == "192.0.2.2");
}

TEST_CASE("A refused user hears PAP's Nak or CHAP's Failure with his own identifier, then LCP's Terminate-Request", "[radius]") {
    const UserCredentials pap{.method = AuthMethod::kPap, .name = "u", .id = 9, .challenge = {}, .response = "p"};
    CHECK(authentication_failure(pap, "no") == base::Bytes{0xc0, 0x23, 3, 9, 0, 7, 2, 'n', 'o'});
    const UserCredentials chap{.method = AuthMethod::kMsChapV2, .name = "u", .id = 9, .challenge = {}, .response = "p"};
    CHECK(authentication_failure(chap, "E=691") == base::Bytes{0xc2, 0x23, 4, 9, 0, 9, 'E', '=', '6', '9', '1'});
    CHECK(authentication_failure(pap, std::string(300, 'x')).size() == 2 + 4 + 1 + 255);
    CHECK(lcp_terminate_request("x") == base::Bytes{0xc0, 0x21, 5, 1, 0, 5, 'x'});
}

TEST_CASE("A profile wins over its group: pool, and whether the user may choose", "[radius]") {
    AcceptDialin group;
    group.pool = "all";
    group.user_address = true;
    UserProfile profile;
    CHECK(settings_for(group, profile).pool == "all");
    CHECK(settings_for(group, profile).user_address);
    profile.pool = "gold";
    profile.address_rule = UserProfile::Address::kFromPool;
    CHECK(settings_for(group, profile).pool == "gold");
    CHECK_FALSE(settings_for(group, profile).user_address);
    profile.address_rule = UserProfile::Address::kUserChooses;
    CHECK(settings_for(group, profile).user_address);
}

TEST_CASE("What a server says is harmless in an environment and stays one line", "[radius]") {
    CHECK(harmless("gold.in $(reboot)`x`\n;") == "gold.in __reboot__x___");
    CHECK(harmless(std::string(300, 'x')).size() == 255);
}
