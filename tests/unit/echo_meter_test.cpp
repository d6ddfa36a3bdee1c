// What the plugin makes of pppd's LCP echo, in virtual time.
#include <array>
#include <vector>

#include "plugin/echo_meter.h"
#include "support/catch.h"

using plugin::EchoMeter;
using plugin::EchoSums;

namespace {

constexpr std::uint64_t kSecond = EchoMeter::kSecond, kMillisecond = 1000;

struct Meter {
    EchoMeter meter;
    std::uint64_t now = 1000 * kSecond;
    std::uint8_t next = 0;
    std::vector<EchoSums> told;

    void tell(const std::optional<EchoSums>& sums) {
        if (sums) told.push_back(*sums);
    }
    std::uint8_t send() {
        tell(meter.turn_to(now));
        meter.sent(next, now);
        tell(meter.early());
        return next++;
    }
    void reply(std::uint8_t identifier) {
        tell(meter.turn_to(now));
        meter.received(identifier, now);
        tell(meter.early());
    }
    void end() { tell(meter.end(now)); }
    /// pppd asks, and gets the answer after `round_trip`; `interval` after its request it is to ask again.
    void echo(std::uint64_t round_trip, std::uint64_t interval) {
        const auto identifier = send();
        now += round_trip;
        reply(identifier);
        now += interval - round_trip;
    }
};

}  // namespace

TEST_CASE_METHOD(Meter, "Each bucket of 100 s is told once, with sums of its own", "[quality]") {
    for (int i = 0; i < 10; ++i) echo(20 * kMillisecond, 10 * kSecond);
    told.clear();
    for (int i = 0; i < 10; ++i) echo((30 + static_cast<std::uint64_t>(i)) * kMillisecond, 10 * kSecond);
    REQUIRE(told.size() == 1);  // of bucket 0, at the first request of bucket 1
    CHECK(told[0].bucket == 0);
    CHECK(told[0].requests == 10);
    CHECK(told[0].replies == 10);
    CHECK(told[0].total_us == 200 * kMillisecond);
    send();
    REQUIRE(told.size() == 2);
    CHECK(told[1].bucket == 1);
    CHECK(told[1].requests == 10);
    CHECK(told[1].least_us == 30 * kMillisecond);
    CHECK(told[1].most_us == 39 * kMillisecond);
    CHECK(told[1].total_us == 345 * kMillisecond);
}

TEST_CASE_METHOD(Meter, "A new call is told of at 1, 2, 4, 8 requests, later ones at the end of a bucket only", "[quality]") {
    for (int i = 0; i < 10; ++i) echo(kMillisecond, 10 * kSecond);
    REQUIRE(told.size() == 4);
    for (std::size_t i = 0; i < told.size(); ++i) CHECK(told[i].requests == 1U << i);
    for (int i = 0; i < 100; ++i) echo(kMillisecond, 10 * kSecond);
    CHECK(told.size() == 4 + 10);
}

TEST_CASE_METHOD(Meter, "A request without a reply for five seconds is lost, and a late reply is none", "[quality]") {
    const auto lost = send();
    now += 10 * kSecond;
    const auto answered = send();
    REQUIRE(told.size() == 1);
    CHECK(told[0].requests == 1);
    CHECK(told[0].replies == 0);
    now += 4900 * kMillisecond;
    reply(lost);
    CHECK(told.size() == 1);
    reply(answered);
    REQUIRE(told.size() == 2);
    CHECK(told[1].requests == 2);
    CHECK(told[1].replies == 1);
    CHECK(told[1].least_us == 4900 * kMillisecond);
}

TEST_CASE_METHOD(Meter, "A round trip longer than the interval of requests is no loss", "[quality]") {
    std::uint8_t identifier = send();
    for (int i = 0; i < 20; ++i) {
        now += kSecond;
        const auto one_more = send();
        now += 500 * kMillisecond;
        reply(identifier);
        identifier = one_more;
        now -= 500 * kMillisecond;
    }
    REQUIRE_FALSE(told.empty());
    CHECK(told.back().requests == told.back().replies);
    CHECK(told.back().least_us == 1500 * kMillisecond);
}

TEST_CASE_METHOD(Meter, "A repeated reply and one to nothing count as nothing", "[quality]") {
    reply(7);
    CHECK(told.empty());
    const auto identifier = send();
    reply(identifier);
    reply(identifier);
    REQUIRE(told.size() == 1);
    CHECK(told[0].requests == 1);
}

TEST_CASE_METHOD(Meter, "Identifiers that come round again mean the younger request", "[quality]") {
    for (int i = 0; i < 300; ++i) echo(2 * kMillisecond, kSecond);
    end();
    std::uint32_t requests = 0;
    for (std::size_t i = 0; i < told.size(); ++i)
        if (i + 1 == told.size() || told[i + 1].bucket != told[i].bucket) requests += told[i].replies;
    CHECK(requests == 300);
    CHECK(told.back().most_us == 2 * kMillisecond);
}

TEST_CASE_METHOD(Meter, "When LCP begins anew what was under way is not lost", "[quality]") {
    send();
    now += kSecond;
    meter.restart();
    now += 60 * kSecond;
    next = 0;
    echo(kMillisecond, 10 * kSecond);
    end();
    REQUIRE(told.size() == 1);
    CHECK(told[0].requests == 1);
    CHECK(told[0].replies == 1);
}

TEST_CASE_METHOD(Meter, "A link that ends for want of replies is told with those that are lost", "[quality]") {
    for (int i = 0; i < 3; ++i) echo(kMillisecond, kSecond);
    for (int i = 0; i < 3; ++i) {
        send();
        now += kSecond;
    }
    end();
    CHECK(told.back().requests == 6);
    CHECK(told.back().replies == 3);
    const auto messages = told.size();
    end();
    CHECK(told.size() == messages);
}

TEST_CASE_METHOD(Meter, "A link that is closed just after a request has lost nothing", "[quality]") {
    echo(kMillisecond, 10 * kSecond);
    send();
    now += 900 * kMillisecond;
    end();
    CHECK(told.back().requests == 1);
}

TEST_CASE_METHOD(Meter, "A pause leaves out buckets, and more requests than can wait are lost, the oldest first", "[quality]") {
    echo(kMillisecond, kSecond);
    now += 350 * kSecond;
    echo(kMillisecond, kSecond);
    end();
    CHECK(told.back().bucket == 3);
    for (int i = 0; i < 40; ++i) send();  // at one moment
    const auto youngest = static_cast<std::uint8_t>(next - 1);
    reply(youngest);
    end();
    CHECK(told.back().replies == 2);
}

TEST_CASE("Only LCP Echo packets have an identifier that is looked at", "[quality]") {
    const std::array<std::uint8_t, 12> request{0xff, 3, 0xc0, 0x21, 9, 42, 0, 8, 1, 2, 3, 4};
    CHECK(plugin::lcp_identifier(request, plugin::kEchoRequest) == 42);
    CHECK_FALSE(plugin::lcp_identifier(request, plugin::kEchoReply));
    CHECK_FALSE(plugin::lcp_identifier(std::span(request).first(7), plugin::kEchoRequest));
    auto ipcp = request;
    ipcp[2] = 0x80;
    CHECK_FALSE(plugin::lcp_identifier(ipcp, plugin::kEchoRequest));
}
