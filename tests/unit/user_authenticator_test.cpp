// A user's question to RADIUS servers, and what their answers say.
#include "radius/user_authenticator.h"

#include "support/scripted_radius.h"

using namespace vpdnd;
using namespace radius::literals;
using namespace std::chrono_literals;
using ipc::AuthMethod;
using Kind = UserVerdict::Kind;
using radius::Outcome;

namespace {

UserQuestion question_of(AuthMethod method) {
    const std::size_t size = method == AuthMethod::kChapMd5 ? 16 : method == AuthMethod::kPap ? 6 : 49;
    return {.credentials = {.method = method,
                            .name = "user",
                            .id = 3,
                            .challenge = base::Bytes(16, 1),
                            .response = base::Secret(std::string(size, 'x'))},
            .session_id = "1"};
}

struct Fixture {
    Fixture() { authenticator.use({{"isp", {&radius, {.identifier = "lns1", .address = {}}, 20s}}}); }
    void ask(AuthMethod method = AuthMethod::kPap, const std::string& set = "isp") {
        auto asked = authenticator.ask(set, question_of(method), [this](const UserVerdict& verdict) { verdicts.push_back(verdict); });
        if (asked)
            ticket = std::move(*asked);
        else
            verdicts.push_back(asked.error());
    }
    UserVerdict answered(AuthMethod method, Outcome outcome, const radius::AttributeList& attributes = {}, std::string why = {}) {
        ask(method);
        radius.answer(outcome, attributes, std::move(why));
        REQUIRE(verdicts.size() == 1);
        return verdicts[0];
    }

    test::ScriptedRadius radius;
    UserAuthenticator authenticator;
    std::unique_ptr<UserAuthenticator::Ticket> ticket;
    std::vector<UserVerdict> verdicts;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "An accept lets the user in with his profile", "[radius]") {
    radius::AttributeList accept;
    accept.add("Framed-IP-Address"_attr, radius::Ipv4{10, 1, 2, 3});
    accept.add("Reply-Message"_attr, "welcome");
    accept.add({.id = {311, 99}, .value = {1}});
    const auto verdict = answered(AuthMethod::kPap, Outcome::kAccepted, accept);
    CHECK(verdict.accepted());
    CHECK(verdict.message == "welcome");
    CHECK(verdict.profile.address == 0x0a010203);
    CHECK(authenticator.counters("isp").accepted == 1);
    CHECK(authenticator.counters("isp").unknown.at({311, 99}) == 1);
}

TEST_CASE_METHOD(Fixture, "A rejection tells the user what the server says, by the rules of his method", "[radius]") {
    radius::AttributeList reject;
    reject.add("Reply-Message"_attr, "unpaid");
    SECTION("PAP and CHAP: Reply-Message") {
        CHECK(answered(AuthMethod::kPap, Outcome::kRejected, reject).message == "unpaid");
    }
    SECTION("PAP and CHAP without one") {
        CHECK(answered(AuthMethod::kChapMd5, Outcome::kRejected).message == "Authentication failed");
    }
    SECTION("MS-CHAP: the server's error, but without the second try that nobody here takes") {
        reject.add("MS-CHAP-Error"_attr, "\x03" "E=691 R=1 C=00112233445566778899AABBCCDDEEFF V=3 M=no");
        CHECK(answered(AuthMethod::kMsChapV2, Outcome::kRejected, reject).message ==
              "E=691 R=0 C=00112233445566778899AABBCCDDEEFF V=3 M=no");
    }
    SECTION("MS-CHAP without one") {
        CHECK(answered(AuthMethod::kMsChapV1, Outcome::kRejected, reject).message == "E=691 R=0");
    }
    CHECK(verdicts[0].kind == Kind::kRejected);
    CHECK(authenticator.counters("isp").rejected == 1);
}

TEST_CASE_METHOD(Fixture, "What is no accept lets nobody in", "[radius]") {
    Kind expected = Kind::kUnusable;
    SECTION("an attribute of a wrong length (RFC 2865 section 5)") {
        answered(AuthMethod::kPap, Outcome::kRejected, {}, "attribute 27 (Session-Timeout): wrong length");
    }
    SECTION("an accept of another service") {
        radius::AttributeList accept;
        accept.add("Service-Type"_attr, 1u);
        answered(AuthMethod::kPap, Outcome::kAccepted, accept);
    }
    SECTION("an accept of MS-CHAPv2 that does not prove the server to the user") {
        answered(AuthMethod::kMsChapV2, Outcome::kAccepted);
    }
    SECTION("a challenge") {
        answered(AuthMethod::kPap, Outcome::kChallenged);
        expected = Kind::kRejected;
    }
    SECTION("silence") {
        answered(AuthMethod::kPap, Outcome::kNoAnswer);
        expected = Kind::kFailed;
    }
    CHECK(verdicts[0].kind == expected);
    CHECK_FALSE(verdicts[0].why.empty());
    CHECK_FALSE(verdicts[0].message.empty());
}

TEST_CASE_METHOD(Fixture, "What cannot be asked is answered at once, and is no accept", "[radius]") {
    Kind expected = Kind::kFailed;
    SECTION("too many questions are open") {
        radius.refuses = "max-outstanding";
        ask();
        CHECK(verdicts.at(0).why == "max-outstanding");
    }
    SECTION("there are no such servers any more") {
        ask(AuthMethod::kPap, "gone");
        CHECK(verdicts.at(0).why == "no RADIUS servers are configured for it");
    }
    SECTION("a response that is none") {
        auto question = question_of(AuthMethod::kChapMd5);
        question.credentials.challenge.clear();
        const auto asked = authenticator.ask("isp", question, [](const UserVerdict&) { FAIL("answered"); });
        REQUIRE_FALSE(asked.has_value());
        verdicts.push_back(asked.error());
        expected = Kind::kUnusable;
    }
    CHECK(verdicts.at(0).kind == expected);
    CHECK(radius.asked.empty());
}

TEST_CASE_METHOD(Fixture, "Whoever gave up is not told, and the question is withdrawn", "[radius]") {
    ask();
    CHECK(radius.waiting() == 1);
    ticket.reset();
    CHECK(radius.waiting() == 0);
    CHECK(verdicts.empty());
}

TEST_CASE_METHOD(Fixture, "MS-CHAPv2: the proof of the server and the keys of MPPE are in the verdict", "[radius][rfc2548]") {
    radius::AttributeList accept;
    const std::string proof = "S=407A5589115FD0D6209F510FE9C04566932CDA56";
    const auto value = "\x03" + proof;
    accept.add("MS-CHAP2-Success"_attr, radius::Octets(reinterpret_cast<const std::uint8_t*>(value.data()), value.size()));
    accept.add("MS-MPPE-Send-Key"_attr, base::Bytes(16, 0x5e));
    accept.add("MS-MPPE-Recv-Key"_attr, base::Bytes(16, 0x7e));
    const auto verdict = answered(AuthMethod::kMsChapV2, Outcome::kAccepted, accept);
    CHECK(verdict.accepted());
    CHECK(verdict.message == proof);
    REQUIRE(verdict.profile.mppe);
    CHECK(verdict.profile.mppe->send == base::Bytes(16, 0x5e));
    CHECK(verdict.profile.mppe->recv == base::Bytes(16, 0x7e));
}

TEST_CASE_METHOD(Fixture, "Servers are held as long as somebody may ask them", "[radius]") {
    CHECK(authenticator.held().empty());
    auto one = authenticator.hold("isp");
    auto another = authenticator.hold("isp");
    const auto other = authenticator.hold("other");
    CHECK(authenticator.held() == std::set<std::string>{"isp", "other"});
    one.reset();
    CHECK(authenticator.held().contains("isp"));
    another.reset();
    CHECK(authenticator.held() == std::set<std::string>{"other"});
}
