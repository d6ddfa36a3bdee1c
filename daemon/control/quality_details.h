// What `l2tpctl session show` says of the quality of a link.
#pragma once

#include <chrono>

#include "end/call_facts.h"
#include "ipc/control_value.h"

namespace vpdnd {

/// Null: PPP does not end here, or LCP was not up yet.
ipc::Value quality_details(const CallFacts& facts, std::chrono::steady_clock::time_point now);

}  // namespace vpdnd
