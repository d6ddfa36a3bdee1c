// What the two sides of this pppd's link have agreed on (agreed_options.h), told to the daemon when a protocol opens.
#pragma once

#include <cstdint>
#include <span>

namespace plugin {

/// Whole frames, address octet first.
void terms_sent(std::span<const std::uint8_t> frame);
void terms_received(std::span<const std::uint8_t> frame);
/// LCP is in force without a packet: what the LAC sent and received last.
void terms_are_proxied(std::span<const std::uint8_t> sent, std::span<const std::uint8_t> received);
void report_terms(unsigned protocol);

}  // namespace plugin
