// The quality of this pppd's link: its LCP echo, told to the daemon a bucket at a time (echo_meter.h). Asks for no echo of its own and
// sets no timer: the frames of pppd's echo are what drives it. A pppd that waits for calls has no link, and the processes that it
// forks begin afresh.
#pragma once

#include <cstdint>
#include <span>

namespace plugin {

/// The daemon wants it. Without it nothing below does anything.
void watch_quality();
/// Whole frames, address octet first.
void quality_sent(std::span<const std::uint8_t> frame);
void quality_received(std::span<const std::uint8_t> frame);
/// LCP begins, perhaps anew.
void quality_restart();
/// The link is over: what was not told yet is told. Before Ended.
void quality_end();

}  // namespace plugin
