#include "accounting/accounting_host.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <utility>

#include "log/log.h"
#include "os/secure_random.h"

namespace vpdnd {
namespace {

std::uint64_t random_life() {
    std::array<std::uint8_t, 8> octets{};
    secure_random(octets);
    std::uint64_t out = 0;
    for (const auto octet : octets) out = out << 8 | octet;
    return out;
}

/// The kernel's, of this start of the machine.
std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string out;
    std::getline(file, out);
    return out;
}

AccountingDelivery::Clocks clocks() {
    return {.steady = [] { return std::chrono::steady_clock::now(); },
            .unix_time =
                [] {
                    const auto now = std::chrono::system_clock::now().time_since_epoch();
                    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
                }};
}

}  // namespace

AccountingHost::AccountingHost(EventLoop& loop, Calls calls)
    : loop_(loop),
      calls_(std::move(calls)),
      ledger_({.clocks = clocks(), .state = calls_.state, .unaccounted = calls_.unaccounted}, {}, random_life(), boot_id()) {
    timer_ = loop_.make_timer([this] {
        timer_at_ = SteadyTime::max();
        ledger_.on_time();
    });
}

AccountingHost::~AccountingHost() = default;

void AccountingHost::use(const std::map<std::string, AccountingLedger::Servers>& by_set, const std::string& directory,
                         std::size_t most_records) {
    ledger_.limit(most_records);
    ledger_.use(by_set);
    if (spool_) return;
    if (directory.empty()) return ledger_.found({});
    if (!by_set.empty() || ::access((directory + "/accounting.db").c_str(), F_OK) == 0) open(directory);
}

void AccountingHost::open(const std::string& directory) {
    spool_ = std::make_unique<SqliteSpool>(loop_, directory, ledger_.life(), [this](SpoolContents contents) {
        const auto of_earlier_life = [life = ledger_.life()](std::uint64_t one) { return one != life; };
        const auto sessions = std::ranges::count_if(contents.sessions, of_earlier_life, &OpenSession::life);
        const auto records = std::ranges::count_if(contents.records, of_earlier_life,
                                                   [](const AccountingRecord& record) { return record.key.life; });
        ledger_.found(std::move(contents));
        if (sessions + records != 0)
            log::write(log::Level::kNotice, "accounting of an earlier life goes on",
                       {{"sessions", std::to_string(sessions)}, {"records", std::to_string(records)}});
        calls_.sets_changed();
    });
    ledger_.keep_in(spool_.get());
}

bool AccountingHost::stopped() {
    if (!std::exchange(stopping_, true)) ledger_.stop();
    return ledger_.idle();
}

std::optional<SpoolStatus> AccountingHost::spool() const {
    return spool_ ? std::optional(spool_->status()) : std::nullopt;
}

/// Only ever brought forward: it finds out when it expires whether there is something to do.
void AccountingHost::end_turn() {
    const auto next = ledger_.next_deadline();
    if (!next || *next >= timer_at_) return;
    timer_at_ = *next;
    timer_->arm(*next);
}

}  // namespace vpdnd
