// The options of an LCP Configure-Request that a LAC negotiated for us (AVP 27), read by hand: pppd's own functions
// expect its own order. RFC 1661 section 6, RFC 1990 section 5.1. No state, nothing of pppd.
#pragma once

#include <cstdint>
#include <span>

#include "pppd_glue.h"

namespace plugin {

enum class LcpParse : std::uint8_t { kGood, kMalformed, kUnknownOption };

/// Reads options without the LCP header. `options` is complete only with kGood.
LcpParse parse_lcp_options(std::span<const std::uint8_t> bytes, glue_lcp_options& options);

/// Why this side cannot go on with what the LAC sent in its name; nullptr if it can.
const char* unacceptable(const glue_lcp_options& options, const glue_lcp_policy& policy, bool force_local_chap);

/// Why this side can go on, but gets more of a user with whom LCP is negotiated again; nullptr if it does not. `received`:
/// what the user asked for and the LAC acknowledged.
const char* improvable(const glue_lcp_options& sent, const glue_lcp_options& received, const glue_lcp_policy& policy,
                       bool bundle_by_user);

}  // namespace plugin
