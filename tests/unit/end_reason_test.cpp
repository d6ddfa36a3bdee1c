#include "call/end_reason.h"

#include "support/catch.h"

using namespace vpdnd;

TEST_CASE("The end of a pppd becomes the CDN that the design promises", "[call]") {
    const auto result = [](unsigned exit_code) { return cdn_for({exit_code, "", {}}); };
    for (const unsigned code : {0u, 5u, 12u, 13u, 20u}) CHECK(result(code).result == 3);
    for (const unsigned code : {15u, 16u}) CHECK(result(code).result == 1);
    for (const unsigned code : {1u, 2u, 10u, 11u, 19u}) {
        CHECK(result(code).result == 2);
        CHECK(result(code).error == 6);
        CHECK_FALSE(result(code).message.empty());
    }
    CHECK(cdn_for({{}, "vpdn.so is missing", {}}).message == "vpdn.so is missing");
}

TEST_CASE("A pppd that was killed or refused its options says so", "[call]") {
    CHECK(end_of({.exit_status = 0, .signal = 9}).text == "pppd was killed by signal 9");
    CHECK(cdn_for(end_of({.exit_status = 0, .signal = 15})).result == 3);  // told to end before it had its handlers
    const auto end = end_of({.exit_status = 2, .signal = 0});
    CHECK(end.text == "pppd refused its options");
    CHECK(cdn_for(end).result == 2);
}
