#include "event/call_statistics.h"

#include "call/call.h"

namespace vpdnd {

void CallStatistics::ended(const Call& call) {
    if (call.record().reason) ++ended_[static_cast<std::size_t>(call.record().reason->cause)];
    if (call.facts().quality) echoes_.add(call.facts().quality->total());
}

}  // namespace vpdnd
