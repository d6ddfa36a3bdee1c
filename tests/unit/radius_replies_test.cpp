// What a client makes of answers: those that do not prove themselves, those without signature, those that cannot be used.
#include "radius/client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "radius/authenticators.h"
#include "support/catch.h"
#include "support/radius_ends.h"

using namespace radius;
using namespace sim;

namespace {

std::size_t count_news(const RadiusWorld& world, ServerNews news) {
    return static_cast<std::size_t>(
        std::count_if(world.news.begin(), world.news.end(), [news](const auto& one) { return one.news == news; }));
}

}  // namespace

TEST_CASE("A reply that does not prove itself changes a counter, and the true one still counts", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    auto alter = GENERATE(as<int>(), 0, 1, 2, 3, 4);
    world.servers[0].answers_with = [alter](base::Bytes genuine) {
        auto forged = genuine;
        if (alter == 0) forged[4] = static_cast<std::uint8_t>(forged[4] ^ 1);   // authenticator
        if (alter == 1) forged.resize(19);
        if (alter == 2) forged[0] = 5;                                          // code
        if (alter == 3) forged[1] = static_cast<std::uint8_t>(forged[1] + 1);   // identifier
        if (alter == 4) forged[21] = 1;                                         // framing
        return std::vector<base::Bytes>{forged, genuine};
    };
    const auto id = world.ask_user("user");
    world.run_for(milliseconds(100));
    CHECK(world.results.at(id).outcome == Outcome::kAccepted);
    CHECK(world.servers[0].datagrams == 1);
    const auto counters = world.client.servers()[0].counters;
    const std::vector<std::uint64_t> counted = {counters.not_authentic, counters.malformed, counters.wrong_code, counters.unexpected,
                                                counters.malformed};
    CHECK(counted[static_cast<std::size_t>(alter)] == 1);
}

TEST_CASE("An unsigned Accept is dropped where a signature is required, and said once", "[radius][client][rfc2869][5.14]") {
    const auto rule = GENERATE(SignatureRule::kRequired, SignatureRule::kAuto, SignatureRule::kOptional);
    auto settings = radius_settings(1);
    settings.servers[0].signature = rule;
    RadiusWorld world(settings);
    const auto unsign = [&world](const base::Bytes& genuine) {
        base::Bytes bare(genuine.begin(), genuine.begin() + 20);
        bare[3] = 20;
        const auto& sent = world.servers[0].requests.back();
        std::ranges::copy(sent.authenticator, bare.begin() + 4);
        std::ranges::copy(packet_digest(bare, sent.authenticator, "testing123"), bare.begin() + 4);
        return std::vector<base::Bytes>{bare};
    };
    world.servers[0].answers_with = unsign;
    const auto first = world.ask_user("first");
    world.run_for(seconds(30));
    CHECK(world.results.at(first).outcome == (rule == SignatureRule::kRequired ? Outcome::kNoAnswer : Outcome::kAccepted));
    CHECK(count_news(world, ServerNews::kUnsigned) == (rule == SignatureRule::kRequired ? 1u : 0u));
    world.servers[0].answers_with = nullptr;
    world.ask_user("signed");
    world.run_for(seconds(30));
    world.servers[0].answers_with = unsign;
    const auto later = world.ask_user("later");
    world.run_for(seconds(30));
    CHECK(world.results.at(later).outcome == (rule == SignatureRule::kOptional ? Outcome::kAccepted : Outcome::kNoAnswer));
}

TEST_CASE("An unsigned answer with a Proxy-State that was never sent is dropped under any rule", "[radius][client]") {
    auto settings = radius_settings(1);
    settings.servers[0].signature = SignatureRule::kOptional;
    RadiusWorld world(settings);
    world.servers[0].answers_with = [&world](const base::Bytes& genuine) {
        base::Bytes bare(genuine.begin(), genuine.begin() + 20);
        for (const int octet : {33, 4, 0x70, 0x73}) bare.push_back(static_cast<std::uint8_t>(octet));
        bare[3] = static_cast<std::uint8_t>(bare.size());
        std::ranges::copy(packet_digest(bare, world.servers[0].requests.back().authenticator, "testing123"), bare.begin() + 4);
        return std::vector<base::Bytes>{bare, genuine};
    };
    const auto id = world.ask_user("user");
    world.run_for(seconds(1));
    CHECK(world.client.servers()[0].counters.unsigned_answers == 1);
    CHECK(world.results.at(id).outcome == Outcome::kAccepted);
}

TEST_CASE("An Accept with an attribute of a wrong length is a Reject that says why", "[radius][client][rfc2865][5]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].answers_with = [&world](base::Bytes genuine) {
        const auto& sent = world.servers[0].requests.back();
        for (const int octet : {27, 3, 1}) genuine.push_back(static_cast<std::uint8_t>(octet));
        genuine[3] = static_cast<std::uint8_t>(genuine.size());
        std::ranges::copy(packet_signature(genuine, 22, sent.authenticator, "testing123"), genuine.begin() + 22);
        std::ranges::copy(packet_digest(genuine, sent.authenticator, "testing123"), genuine.begin() + 4);
        return std::vector<base::Bytes>{genuine};
    };
    const auto id = world.ask_user("user");
    world.run_for(milliseconds(100));
    CHECK(world.results.at(id).outcome == Outcome::kRejected);
    CHECK(world.results.at(id).attributes.empty());
    CHECK(world.results.at(id).why == "attribute 27 (Session-Timeout) at octet 38: 1 octets, where 4 are right");
    CHECK(world.client.servers()[0].counters.bad_attributes == 1);
}

TEST_CASE("A wrong secret is told once", "[radius][client]") {
    auto settings = radius_settings(1);
    settings.servers[0].signature = SignatureRule::kOptional;
    RadiusWorld world(settings);
    world.servers[0].answers_with = [](base::Bytes genuine) {
        genuine[10] = static_cast<std::uint8_t>(genuine[10] ^ 0x55);
        return std::vector<base::Bytes>{genuine};
    };
    world.ask_user("first");
    world.ask_user("second");
    world.run_for(seconds(60));
    CHECK(count_news(world, ServerNews::kWrongSecret) == 1);
    CHECK(world.client.servers()[0].counters.not_authentic > 1);
}
