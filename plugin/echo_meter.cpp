#include "echo_meter.h"

#include <algorithm>
#include <limits>

namespace plugin {

std::optional<std::uint8_t> lcp_identifier(std::span<const std::uint8_t> frame, std::uint8_t code) {
    constexpr std::size_t kHeaders = 8;  // of PPP and of LCP
    if (frame.size() < kHeaders || frame[2] != 0xc0 || frame[3] != 0x21 || frame[4] != code) return {};
    return frame[5];
}

std::optional<EchoSums> EchoMeter::turn_to(std::uint64_t now) {
    if (!begun_) return {};
    lose_before(now, kPatience);
    const auto bucket = static_cast<std::uint32_t>((now - begin_) / kBucket);
    if (bucket == sums_.bucket) return {};
    const auto over = untold();
    sums_ = {.bucket = bucket};
    told_ = 0;
    return over;
}

void EchoMeter::sent(std::uint8_t identifier, std::uint64_t now) {
    if (!begun_) begin_ = now;
    begun_ = true;
    if (waiting_ == kMost) lose_oldest();
    requests_[waiting_++] = {identifier, now};
}

/// Of two with the same identifier the younger is meant: pppd counts from 0 again when LCP does.
void EchoMeter::received(std::uint8_t identifier, std::uint64_t now) {
    std::size_t which = waiting_;
    while (which != 0 && requests_[which - 1].identifier != identifier) --which;
    if (which == 0) return;
    const std::uint64_t took = now - requests_[which - 1].at;
    const auto round_trip = static_cast<std::uint32_t>(std::min<std::uint64_t>(took, std::numeric_limits<std::uint32_t>::max()));
    drop(which - 1);
    sums_.least_us = sums_.replies == 0 ? round_trip : std::min(sums_.least_us, round_trip);
    sums_.most_us = std::max(sums_.most_us, round_trip);
    sums_.total_us += round_trip;
    ++sums_.replies;
    ++sums_.requests;
}

std::optional<EchoSums> EchoMeter::early() {
    const bool power_of_two = (sums_.requests & (sums_.requests - 1)) == 0;
    return sums_.bucket == 0 && power_of_two ? untold() : std::nullopt;
}

std::optional<EchoSums> EchoMeter::end(std::uint64_t now) {
    if (!begun_) return {};
    lose_before(now, kPatienceAtEnd);
    waiting_ = 0;
    return untold();
}

void EchoMeter::drop(std::size_t which) {
    std::copy(requests_ + which + 1, requests_ + waiting_, requests_ + which);
    --waiting_;
}

void EchoMeter::lose_before(std::uint64_t now, std::uint64_t patience) {
    while (waiting_ != 0 && now - requests_[0].at >= patience) lose_oldest();
}

void EchoMeter::lose_oldest() {
    drop(0);
    ++sums_.requests;
}

std::optional<EchoSums> EchoMeter::untold() {
    if (sums_.requests == told_) return {};
    told_ = sums_.requests;
    return sums_;
}

}  // namespace plugin
