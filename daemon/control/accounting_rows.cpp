#include "control/accounting_rows.h"

#include <chrono>
#include <utility>

namespace vpdnd {
namespace {

ipc::Value::Object spool_details(const SpoolStatus& spool) {
    return {{"file", spool.file},
            {"error", spool.error},
            {"unwritten", spool.unwritten},
            {"unwritten_for", static_cast<std::uint64_t>(spool.unwritten_for.count())},
            {"commits", spool.commits},
            {"failed_commits", spool.failed_commits}};
}

/// A disk that answers is done by then.
constexpr std::chrono::seconds kDiskAnswers{30};

void spool_alarms(const SpoolStatus& spool, std::vector<std::string>& to) {
    if (!spool.error.empty())
        to.push_back("accounting is not stored in " + spool.file + ": " + spool.error);
    else if (spool.unwritten_for > kDiskAnswers)
        to.push_back("accounting is not stored in " + spool.file + ": the disk has not answered for " +
                     std::to_string(spool.unwritten_for.count()) + " s");
}

void set_alarms(const std::string& set, const AccountingDelivery::Counters& counters, std::vector<std::string>& to) {
    const auto servers = "[radius." + set + "]", waiting = std::to_string(counters.waiting);
    if (!counters.served && counters.waiting != 0)
        to.push_back(waiting + " accounting records wait for " + servers + ", which the configuration does not name");
    if (!counters.answered) to.push_back("no server of " + servers + " takes accounting records: " + waiting + " wait");
    if (!counters.refused.empty()) to.push_back("accounting records for " + servers + " are not sent: " + counters.refused);
    if (counters.in_vain != 0)
        to.push_back("servers of " + servers + " take others, but not the accounting records of " + std::to_string(counters.in_vain) +
                     " sessions");
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
                           {"tried_in_vain", counters.in_vain},
                           {"failed_rounds", counters.failed},
                           {"open_sessions", ledger.open()},
                           {"recovered_sessions", ledger.recovered()},
                           {"ended_without_start", ledger.unaccounted()}};
    if (const auto spool = accounting.spool()) out.emplace_back("spool", spool_details(*spool));
    return out;
}

std::vector<std::string> accounting_alarms(const AccountingHost& accounting) {
    return accounting_alarms(accounting.spool(), accounting.ledger().delivery());
}

std::vector<std::string> accounting_alarms(const std::optional<SpoolStatus>& spool, const AccountingDelivery& delivery) {
    std::vector<std::string> out;
    if (spool) spool_alarms(*spool, out);
    for (const auto& [set, counters] : delivery.counters()) set_alarms(set, counters, out);
    if (delivery.full()) out.push_back("over spool-limit: interim accounting records are left out");
    return out;
}

}  // namespace vpdnd
