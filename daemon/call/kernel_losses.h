// What the kernel lost is torn down with a reason, never left half alive.
#pragma once

#include "call/call_table.h"

namespace vpdnd {

/// Joins the data plane's watch with tunnels and calls. Logged if the kernel does not tell. All must outlive the data
/// plane's last word.
void watch_kernel_losses(CallParts& parts, CallTable& calls);

}  // namespace vpdnd
