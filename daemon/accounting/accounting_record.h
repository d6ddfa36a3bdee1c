// What accounting keeps: sessions that are open at the servers, and records that no server has acknowledged yet. Plain data.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "radius/accounting_attributes.h"
#include "radius/attributes.h"

namespace vpdnd {

/// Names a record over restarts. Of one life, the greater number is younger.
struct RecordKey {
    std::uint64_t life = 0, number = 0;
    auto operator<=>(const RecordKey&) const = default;
};

/// One Accounting-Request that is owed to the servers of a set.
struct AccountingRecord {
    RecordKey key;
    std::string set;      ///< name of the [radius.NAME]
    std::string session;  ///< Acct-Session-Id; empty: of this machine itself (Accounting-On and -Off)
    radius::AccountingKind kind{};
    std::int64_t at = 0;  ///< when it happened: seconds since 1970
    radius::AttributeList attributes;  ///< all but Acct-Status-Type, Event-Timestamp and Acct-Delay-Time; no secret
    bool operator==(const AccountingRecord&) const = default;
};

/// A session that has begun and not ended: what its Stop is made of where nobody else can tell any more.
struct OpenSession {
    std::uint64_t life = 0;  ///< of the daemon that began it
    std::string boot;        ///< of the machine
    std::string set;
    std::string id;          ///< Acct-Session-Id
    radius::AccountingKind stop = radius::AccountingKind::kStop;  ///< what ends it
    std::int64_t since = 0;        ///< seconds since 1970
    std::int64_t began = 0;        ///< the same by the clock that is never set: seconds since `boot`
    std::int64_t known_until = 0;  ///< as old is `usage`
    radius::Usage usage;
    radius::AttributeList attributes;  ///< that every record repeats
    bool operator==(const OpenSession&) const = default;
};

}  // namespace vpdnd
