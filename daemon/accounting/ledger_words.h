// What the ledger's records say, whichever of its parts makes them. Pure functions.
#pragma once

#include <chrono>
#include <cstdint>

#include "accounting/accounting_ledger.h"

namespace vpdnd {

radius::AttributeList used_attributes(const OpenSession& session, const AccountingState& state);
radius::AttributeList stop_attributes(const OpenSession& session, std::uint8_t cause, const AccountingState& state);

/// Of the machine, as OpenSession::began and SpoolTime::steady count.
inline std::int64_t seconds_since_start(base::Time at) {
    return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

}  // namespace vpdnd
