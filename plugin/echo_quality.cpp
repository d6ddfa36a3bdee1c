#include "echo_quality.h"

#include <ctime>

#include "echo_meter.h"
#include "report.h"

namespace plugin {
namespace {

constinit EchoMeter meter;
bool watched = false;

std::uint64_t microseconds() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * EchoMeter::kSecond + static_cast<std::uint64_t>(time.tv_nsec) / 1000;
}

void tell(const std::optional<EchoSums>& sums) {
    if (sums) report_quality(*sums);
}

void take(std::span<const std::uint8_t> frame, std::uint8_t code, void (EchoMeter::*event)(std::uint8_t, std::uint64_t)) {
    if (!watched) return;
    const auto identifier = lcp_identifier(frame, code);
    if (!identifier) return;
    const std::uint64_t now = microseconds();
    tell(meter.turn_to(now));
    (meter.*event)(*identifier, now);
    tell(meter.early());
}

}  // namespace

void watch_quality() { watched = true; }
void quality_sent(std::span<const std::uint8_t> frame) { take(frame, kEchoRequest, &EchoMeter::sent); }
void quality_received(std::span<const std::uint8_t> frame) { take(frame, kEchoReply, &EchoMeter::received); }
void quality_restart() { meter.restart(); }

void quality_end() {
    if (!watched) return;
    const std::uint64_t now = microseconds();
    tell(meter.turn_to(now));
    tell(meter.end(now));
}

}  // namespace plugin
