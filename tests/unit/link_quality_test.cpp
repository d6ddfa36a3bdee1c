// A link's LCP echo history, in virtual time.
#include <cstdlib>

#include "end/boxed.h"
#include "end/link_quality.h"
#include "support/catch.h"

using namespace vpdnd;
using namespace std::chrono_literals;

namespace {

struct History {
    LinkQuality quality;
    std::chrono::steady_clock::time_point now{1h};

    /// Bucket `number` with so many requests and replies, each after `rtt`.
    bool report(std::uint32_t number, std::uint32_t requests, std::uint32_t replies, std::uint32_t rtt) {
        const std::uint32_t known = replies != 0 ? rtt : 0;
        return quality.report(number, {requests, replies, std::uint64_t{known} * replies, known, known}, now);
    }
    std::uint64_t rtt(std::size_t age) const { return quality.bucket(age).value().rtt_us.value(); }
    unsigned loss(std::size_t age) const { return quality.bucket(age).value().loss_percent; }
};

}  // namespace

TEST_CASE_METHOD(History, "A history without a report has no bucket and takes hardly any memory", "[quality]") {
    CHECK(quality.size() == 0);
    CHECK_FALSE(quality.bucket(0));
    CHECK(quality.means(LinkQuality::kBuckets).buckets == 0);
    CHECK(quality.total().requests == 0);
    CHECK(quality.memory() == sizeof(LinkQuality));
}

TEST_CASE_METHOD(History, "A day of echoes stays, the bucket before goes, and all of it is less than 2 kB", "[quality]") {
    for (std::uint32_t number = 0; number <= LinkQuality::kBuckets; ++number) {
        REQUIRE(report(number, 10, 10, 1000 * (number % 7 + 1)));
        now += LinkQuality::kBucketLength;
    }
    CHECK(quality.size() == LinkQuality::kBuckets);
    CHECK(quality.bucket(LinkQuality::kBuckets - 1));
    CHECK_FALSE(quality.bucket(LinkQuality::kBuckets));
    for (std::size_t age = 0; age < LinkQuality::kBuckets; ++age) {
        const auto put_in = 1000.0 * static_cast<double>((LinkQuality::kBuckets - age) % 7 + 1);
        REQUIRE(std::abs(static_cast<double>(rtt(age)) - put_in) <= put_in / 32);
    }
    CHECK(quality.total().requests == 10 * (LinkQuality::kBuckets + 1));
    CHECK(quality.memory() < 2000);
    CHECK(Boxed(quality)->memory() < 2000);
    CHECK(LinkQuality::kBuckets * LinkQuality::kBucketLength == 24h);
}

TEST_CASE_METHOD(History, "The ring is taken from memory as the call gets older", "[quality]") {
    REQUIRE(report(0, 10, 10, 5000));
    CHECK(quality.memory() <= sizeof(LinkQuality) + 16);
    for (std::uint32_t number = 1; number < 36; ++number) REQUIRE(report(number, 10, 10, 5000));
    CHECK(quality.memory() <= sizeof(LinkQuality) + 128);
}

TEST_CASE_METHOD(History, "A round trip is as exact as 1 in 32, from 10 us to 10 s; longer ones are 10.3 s", "[quality]") {
    for (std::uint32_t put_in = 10; put_in < 10'000'000; put_in += put_in / 50 + 1) {
        REQUIRE(report(0, 1, 1, put_in));
        REQUIRE(std::abs(static_cast<double>(rtt(0)) - put_in) <= std::max(5.0, put_in / 32.0));
    }
    REQUIRE(report(0, 1, 1, 60'000'000));
    CHECK(rtt(0) == 10'321'920);
    REQUIRE(report(0, 1, 1, 1));
    CHECK(rtt(0) == 10);
}

TEST_CASE_METHOD(History, "Loss is in percent; one lost request is never none, and one reply never all", "[quality]") {
    REQUIRE(report(0, 100, 93, 2000));
    CHECK(loss(0) == 7);
    REQUIRE(report(1, 1000, 999, 2000));
    CHECK(loss(0) == 1);
    REQUIRE(report(2, 1000, 1, 2000));
    CHECK(loss(0) == 99);
    REQUIRE(report(3, 10, 0, 0));
    CHECK(loss(0) == 100);
    CHECK_FALSE(quality.bucket(0)->rtt_us);
    REQUIRE(report(4, 10, 10, 2000));
    CHECK(loss(0) == 0);
}

TEST_CASE_METHOD(History, "Buckets without a request are gaps, however many they are", "[quality]") {
    REQUIRE(report(0, 10, 10, 4000));
    REQUIRE(report(3, 10, 5, 8000));
    CHECK(quality.size() == 4);
    CHECK(loss(0) == 50);
    CHECK_FALSE(quality.bucket(1));
    CHECK_FALSE(quality.bucket(2));
    CHECK(loss(3) == 0);
    const auto means = quality.means(4);
    CHECK(means.buckets == 2);
    CHECK(means.loss_percent == 25.0);
    REQUIRE(report(0xffffffff, 10, 10, 4000));
    CHECK(quality.size() == LinkQuality::kBuckets);
    CHECK(quality.means(LinkQuality::kBuckets).buckets == 1);
    CHECK(quality.total().requests == 30);
}

TEST_CASE_METHOD(History, "A later report of a bucket takes the place of the earlier one", "[quality]") {
    REQUIRE(report(0, 1, 1, 1000));
    REQUIRE(report(0, 8, 6, 3000));
    CHECK(quality.size() == 1);
    CHECK(loss(0) == 25);
    REQUIRE(report(1, 10, 10, 5000));
    const auto total = quality.total();
    CHECK(total.requests == 18);
    CHECK(total.replies == 16);
    CHECK(total.least_us == 3000);
    CHECK(total.most_us == 5000);
    CHECK(total.mean_us() == (6 * 3000 + 10 * 5000) / 16);
}

TEST_CASE_METHOD(History, "What is older than the newest bucket, or cannot be true, changes nothing", "[quality]") {
    REQUIRE(report(5, 10, 10, 1000));
    now += 1s;
    CHECK_FALSE(report(4, 10, 0, 0));
    CHECK_FALSE(quality.report(6, {.requests = 1, .replies = 2, .total_us = 20, .least_us = 10, .most_us = 10}, now));
    CHECK_FALSE(quality.report(6, {.requests = 2, .replies = 2, .total_us = 20, .least_us = 11, .most_us = 12}, now));
    CHECK_FALSE(quality.report(6, {.requests = 2, .replies = 2, .total_us = 20, .least_us = 3, .most_us = 2}, now));
    CHECK(quality.size() == 1);
    CHECK(loss(0) == 0);
    CHECK(quality.reported_at() == now - 1s);
}

TEST_CASE_METHOD(History, "Means are of the newest buckets that are asked for", "[quality]") {
    REQUIRE(report(0, 10, 0, 0));
    REQUIRE(report(1, 10, 10, 2000));
    REQUIRE(report(2, 10, 8, 4000));
    CHECK(quality.means(1).loss_percent == 20.0);
    CHECK(quality.means(2).loss_percent == 10.0);
    CHECK(quality.means(3).loss_percent == 40.0);
    CHECK(std::abs(static_cast<double>(quality.means(3).rtt_us.value()) - 3000) < 100);
}
