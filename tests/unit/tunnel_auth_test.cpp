#include "l2tp/tunnel_auth.h"

#include "support/catch.h"
#include "support/hex.h"

using namespace l2tp;
using testing::from_hex;
using testing::to_hex;

TEST_CASE("Challenge responses are those of a real tunnel", "[rfc2661][5.1.1][4.4.3][4.4.3-18][5.1.1-01]") {
    const auto from_lac = from_hex("545A2343FBE20EA08BCA7B56E4A7D29E");
    const auto from_lns = from_hex("98B296C28429E7ADC767237A45F31040");
    CHECK(to_hex(challenge_response(MessageType::kSccrp, "hello", from_lac)) == "7c358f7a7ba21957c07801195dcadfa6");
    CHECK(to_hex(challenge_response(MessageType::kScccn, "hello", from_lns)) == "9639531841ac22e3103e208ef7d90989");
}

TEST_CASE("Message type, secret and challenge all count", "[rfc2661][5.1.1][4.4.3-18]") {
    const auto challenge = from_hex("545A2343FBE20EA08BCA7B56E4A7D29E");
    const auto good = challenge_response(MessageType::kSccrp, "hello", challenge);
    CHECK(challenge_response(MessageType::kScccn, "hello", challenge) != good);
    CHECK(challenge_response(MessageType::kSccrp, "hellp", challenge) != good);
    CHECK(challenge_response(MessageType::kSccrp, "hello", from_hex("545A")) != good);
}

TEST_CASE("Responses are compared whole", "[rfc2661][5.1.1]") {
    const auto good = challenge_response(MessageType::kSccrp, "s", from_hex("01"));
    CHECK(equal_in_constant_time(good, good));
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] = static_cast<std::uint8_t>(bad[i] ^ 1);
        CHECK_FALSE(equal_in_constant_time(good, bad));
    }
}
