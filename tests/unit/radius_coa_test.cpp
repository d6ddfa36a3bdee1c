#include "radius/coa_server.h"

#include <algorithm>
#include <vector>

#include "radius/authenticators.h"
#include "radius/packet_reader.h"
#include "radius/packet_writer.h"
#include "support/catch.h"
#include "support/hex.h"
#include "support/radius_random.h"

using namespace radius;
using namespace radius::literals;

namespace {

using std::chrono::seconds;

/// A server that asks, and the one that is asked, at a fixed time of day.
struct Coa {
    explicit Coa(CoaSettings given = {}) : settings(std::move(given)) {
        if (settings.senders.empty()) settings.senders.push_back({"radius", base::Secret("secret"), Signature::kOptional});
        server.emplace(settings, random);
    }

    WrittenRequest request(Code code, const AttributeList& attributes, bool sign = false, const char* secret = "secret") {
        return *write_request(code, ++identifier, attributes, base::Secret(secret), random, sign);
    }
    WrittenRequest disconnect() {
        AttributeList attributes;
        attributes.add("Acct-Session-Id"_attr, "0000002a-7");
        return request(Code::kDisconnectRequest, attributes);
    }
    CoaVerdict receive(const base::Bytes& octets, const char* source = "192.0.2.1:4000") {
        return server->receive(now, unix_time, CoaSenderId{0}, source, octets);
    }
    std::vector<CoaAsked> asked() {
        take();
        return std::exchange(asked_, {});
    }
    /// What was sent, as the server that asked reads it.
    std::vector<Packet> answers(const WrittenRequest& to) {
        take();
        std::vector<Packet> out;
        for (const auto& one : std::exchange(sent_, {})) {
            const auto packet = read_answer(one.bytes, to.sent, base::Secret("secret"), Signature::kRequired);
            REQUIRE(packet);
            out.push_back(*packet);
        }
        return out;
    }
    void take() {
        for (auto& effect : server->take_effects()) {
            if (auto* one = std::get_if<CoaAsked>(&effect)) asked_.push_back(*one);
            else sent_.push_back(std::get<CoaAnswer>(effect));
        }
    }

    testing::SeededRandom random;
    CoaSettings settings;
    std::optional<CoaServer> server;
    base::Time now{std::chrono::hours(1)};
    std::int64_t unix_time = 1'700'000'000;
    std::uint8_t identifier = 0;
    std::vector<CoaAsked> asked_;
    std::vector<CoaAnswer> sent_;
};

AttributeList at_time(std::int64_t unix_time) {
    AttributeList attributes;
    attributes.add("Event-Timestamp"_attr, static_cast<std::uint32_t>(unix_time));
    return attributes;
}

}  // namespace

TEST_CASE("A Disconnect-Request is handed on and its answer goes back, signed", "[radius][coa][rfc5176]") {
    Coa coa;
    AttributeList attributes;
    attributes.add("Acct-Session-Id"_attr, "7");
    attributes.add("Proxy-State"_attr, testing::octets("first"));
    attributes.add("Proxy-State"_attr, testing::octets("second"));
    const auto request = coa.request(Code::kDisconnectRequest, attributes, true);
    CHECK(coa.receive(request.octets) == CoaVerdict::kNew);
    const auto asked = coa.asked();
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].code == Code::kDisconnectRequest);
    CHECK(asked[0].attributes.size() == 1);
    CHECK(asked[0].attributes.text("Acct-Session-Id"_attr) == "7");
    CHECK_FALSE(coa.server->answer(asked[0].request, true));
    const auto answers = coa.answers(request);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].code == Code::kDisconnectAck);
    const auto states = answers[0].attributes.all("Proxy-State"_attr);
    REQUIRE(states.size() == 2);
    CHECK(as_text(*states[0]) == "first");
    CHECK(as_text(*states[1]) == "second");
}

TEST_CASE("A NAK has its Error-Cause", "[radius][coa][rfc5176][3.5]") {
    Coa coa;
    const auto request = coa.request(Code::kCoaRequest, {});
    coa.receive(request.octets);
    coa.server->answer(coa.asked()[0].request, false, value_of("Error-Cause"_attr, "Session-Context-Not-Found"));
    const auto answers = coa.answers(request);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].code == Code::kCoaNak);
    CHECK(answers[0].attributes.integer("Error-Cause"_attr) == 503u);
}

TEST_CASE("A repetition is answered as the first time, and not twice while the answer is awaited", "[radius][coa][rfc5080][2.2.2]") {
    Coa coa;
    const auto request = coa.disconnect();
    CHECK(coa.receive(request.octets) == CoaVerdict::kNew);
    CHECK(coa.receive(request.octets) == CoaVerdict::kRepetition);
    CHECK(coa.answers(request).empty());
    const auto asked = coa.asked();
    REQUIRE(asked.size() == 1);
    coa.server->answer(asked[0].request, true);
    coa.server->answer(asked[0].request, false);  // is not under way any more
    CHECK(coa.receive(request.octets) == CoaVerdict::kRepetition);
    CHECK(coa.asked().empty());
    const auto answers = coa.answers(request);
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].authenticator == answers[1].authenticator);
    CHECK(answers[1].code == Code::kDisconnectAck);
}

TEST_CASE("A packet that is sent again from elsewhere is a replay", "[radius][coa][rfc5176][6.3]") {
    Coa coa;
    const auto request = coa.disconnect();
    coa.receive(request.octets);
    CHECK(coa.receive(request.octets, "192.0.2.1:4001") == CoaVerdict::kReplayed);
    CHECK(coa.server->count(CoaVerdict::kReplayed) == 1);
    CHECK(coa.answers(request).empty());
}

TEST_CASE("What does not prove itself is dropped", "[radius][coa][rfc5176][2.3]") {
    Coa coa;
    auto forged = coa.request(Code::kDisconnectRequest, {}, false, "guess").octets;
    CHECK(coa.receive(forged) == CoaVerdict::kNotAuthentic);
    auto changed = coa.disconnect().octets;
    changed[25] = static_cast<std::uint8_t>(changed[25] ^ 1);
    CHECK(coa.receive(changed) == CoaVerdict::kNotAuthentic);
    auto bad_signature = coa.request(Code::kCoaRequest, {}, true).octets;
    bad_signature[30] = static_cast<std::uint8_t>(bad_signature[30] ^ 1);
    const auto digest = packet_digest(bad_signature, {}, "secret");
    std::ranges::copy(digest, bad_signature.begin() + 4);
    CHECK(coa.receive(bad_signature) == CoaVerdict::kNotAuthentic);
    CHECK(coa.receive(coa.request(Code::kAccessRequest, {}).octets) == CoaVerdict::kWrongCode);
    CHECK(coa.receive(testing::from_hex("2801001c")) == CoaVerdict::kMalformed);
    CHECK(coa.server->receive(coa.now, coa.unix_time, CoaSenderId{5}, "x", coa.disconnect().octets) == CoaVerdict::kNotAuthentic);
    CHECK(coa.asked().empty());
    CHECK(coa.sent_.empty());
    CHECK(coa.server->remembered() == 0);
}

TEST_CASE("A sender that has to sign is dropped unsigned", "[radius][coa][rfc5176][3.4]") {
    CoaSettings settings;
    settings.senders.push_back({"radius", base::Secret("secret"), Signature::kRequired});
    Coa coa(settings);
    CHECK(coa.receive(coa.disconnect().octets) == CoaVerdict::kUnsigned);
    CHECK(coa.receive(coa.request(Code::kDisconnectRequest, {}, true).octets) == CoaVerdict::kNew);
}

TEST_CASE("An Event-Timestamp outside the window is stale", "[radius][coa][rfc5176][6.3]") {
    CoaSettings settings;
    settings.timestamp_required = true;
    Coa coa(settings);
    const auto verdict = [&coa](std::int64_t ago) {
        return coa.receive(coa.request(Code::kCoaRequest, at_time(coa.unix_time - ago)).octets);
    };
    CHECK(verdict(0) == CoaVerdict::kNew);
    CHECK(verdict(300) == CoaVerdict::kNew);
    CHECK(verdict(-300) == CoaVerdict::kNew);
    CHECK(verdict(301) == CoaVerdict::kStale);
    CHECK(verdict(-301) == CoaVerdict::kStale);
    CHECK(coa.receive(coa.request(Code::kCoaRequest, {}).octets) == CoaVerdict::kStale);
}

TEST_CASE("A packet is remembered as long as its Event-Timestamp would be taken", "[radius][coa][rfc5176][6.3]") {
    Coa coa;
    const auto ahead = GENERATE(as<std::int64_t>(), -300, 0, 300);
    const auto request = coa.request(Code::kCoaRequest, at_time(coa.unix_time + ahead));
    CHECK(coa.receive(request.octets) == CoaVerdict::kNew);
    for (int second = 0; second < 700; ++second) {
        coa.now += seconds(1);
        ++coa.unix_time;
        const auto verdict = coa.receive(request.octets, "198.51.100.1:1");
        CHECK((verdict == CoaVerdict::kReplayed || verdict == CoaVerdict::kStale));
    }
    CHECK(coa.server->remembered() == 0);
    CHECK(coa.asked().size() == 1);
}

TEST_CASE("A genuine request with a broken attribute gets a NAK that says so", "[radius][coa][rfc5176][3.5]") {
    Coa coa;
    auto octets = coa.request(Code::kCoaRequest, {}).octets;
    for (const int octet : {33, 4, 0x70, 0x73, 27, 3, 1}) octets.push_back(static_cast<std::uint8_t>(octet));
    octets[3] = static_cast<std::uint8_t>(octets.size());
    WrittenRequest request{octets, {Code::kCoaRequest, octets[1], packet_digest(octets, {}, "secret")}};
    std::ranges::copy(request.sent.authenticator, request.octets.begin() + 4);
    CHECK(coa.receive(request.octets) == CoaVerdict::kRefused);
    const auto answers = coa.answers(request);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].code == Code::kCoaNak);
    CHECK(answers[0].attributes.integer("Error-Cause"_attr) == 404u);
    CHECK(as_text(*answers[0].attributes.first("Proxy-State"_attr)) == "ps");
    CHECK(coa.asked().empty());
}

TEST_CASE("When too many are remembered new ones get a NAK until some are forgotten", "[radius][coa]") {
    CoaSettings settings;
    settings.most_remembered = 2;
    Coa coa(settings);
    CHECK(coa.receive(coa.disconnect().octets) == CoaVerdict::kNew);
    CHECK(coa.receive(coa.disconnect().octets) == CoaVerdict::kNew);
    const auto third = coa.disconnect();
    CHECK(coa.receive(third.octets) == CoaVerdict::kRefused);
    const auto asked = coa.asked();
    CHECK(coa.answers(third)[0].attributes.integer("Error-Cause"_attr) == 506u);
    coa.now += seconds(301);
    CHECK(coa.receive(third.octets) == CoaVerdict::kNew);
    CHECK_FALSE(coa.server->answer(asked[0].request, true));  // too late
    CHECK(coa.answers(third).empty());
}

TEST_CASE("An answer whose attributes cannot be written goes out without them", "[radius][coa]") {
    Coa coa;
    const auto request = coa.disconnect();
    coa.receive(request.octets);
    AttributeList wrong;
    wrong.add("User-Name"_attr, "");
    const auto error = coa.server->answer(coa.asked()[0].request, true, {}, wrong);
    REQUIRE(error);
    CHECK(text_of(*error) == "attribute 1 (User-Name): 0 octets, where 1 to 253 are right");
    CHECK(coa.answers(request)[0].code == Code::kDisconnectAck);
}
