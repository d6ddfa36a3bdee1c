#include "control/accounting_rows.h"

#include <utility>

namespace vpdnd {
namespace {

ipc::Value::Object spool_details(const SpoolStatus& spool) {
    return {{"file", spool.file},
            {"error", spool.error},
            {"unwritten", spool.unwritten},
            {"commits", spool.commits},
            {"failed_commits", spool.failed_commits}};
}

}  // namespace

ipc::Value::Object accounting_details(const AccountingHost& accounting, const std::string& set) {
    const auto& ledger = accounting.ledger();
    const auto all = ledger.delivery().counters();
    const auto found = all.find(set);
    const auto counters = found == all.end() ? AccountingDelivery::Counters{} : found->second;
    ipc::Value::Object out{{"answered", counters.answered},
                           {"records_waiting", counters.waiting},
                           {"records_on_their_way", counters.on_their_way},
                           {"acknowledged", counters.acknowledged},
                           {"replaced", counters.replaced},
                           {"left_out_for_room", counters.no_room},
                           {"failed_rounds", counters.failed},
                           {"open_sessions", ledger.open()},
                           {"recovered_sessions", ledger.recovered()},
                           {"ended_without_start", ledger.unaccounted()}};
    if (const auto spool = accounting.spool()) out.emplace_back("spool", spool_details(*spool));
    return out;
}

std::vector<std::string> accounting_alarms(const AccountingHost& accounting) {
    std::vector<std::string> out;
    if (const auto spool = accounting.spool(); spool && !spool->error.empty())
        out.push_back("accounting is not stored in " + spool->file + ": " + spool->error);
    for (const auto& [set, counters] : accounting.ledger().delivery().counters()) {
        if (!counters.answered)
            out.push_back("no server of [radius." + set + "] takes accounting records: " + std::to_string(counters.waiting) + " wait");
        if (counters.no_room != 0)
            out.push_back("over spool-limit " + std::to_string(counters.no_room) + " interim records for [radius." + set +
                          "] were left out");
    }
    return out;
}

}  // namespace vpdnd
