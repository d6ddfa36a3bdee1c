// Accounting with a server and a spool of the test's, in virtual time: it jumps to whatever comes next.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "accounting/accounting_ledger.h"
#include "support/catch.h"

namespace test {

using namespace std::chrono_literals;
using namespace radius::literals;

/// "Start 7f3a-1", "Accounting-On".
inline std::string shown(const radius::AttributeList& request) {
    const auto kind = request.integer("Acct-Status-Type"_attr).value_or(0);
    const auto id = request.text("Acct-Session-Id"_attr);
    return std::string(radius::name_of_value("Acct-Status-Type"_attr, kind)) + (id ? " " + std::string(*id) : "");
}

/// Answers after `takes`; where `answers` says no, and while it is dead, nobody answers for `silence`.
class AccountingServer : public vpdnd::RadiusService {
  public:
    explicit AccountingServer(const base::Time& now) : now_(now) {}

    tl::expected<std::unique_ptr<vpdnd::RadiusWait>, std::string> ask(radius::Question question, Answer answer) override {
        if (!refuses.empty()) return tl::unexpected(refuses);
        const bool good = !dead && (!answers || answers(question.attributes));
        const auto number = ++last_;
        open_->emplace(number, Open{now_ + (good ? takes : silence), good, std::move(answer)});
        most_open = std::max(most_open, open_->size());
        tries.push_back(shown(question.attributes));
        if (good) taken.push_back(question);
        return std::make_unique<Wait>(open_, number);
    }
    std::optional<base::Time> next() const {
        std::optional<base::Time> out;
        for (const auto& [number, one] : *open_)
            if (!out || one.due < *out) out = one.due;
        return out;
    }
    void on_time() {
        for (auto one = open_->begin(); one != open_->end();) {
            if (one->second.due > now_) {
                ++one;
                continue;
            }
            auto node = open_->extract(one);
            node.mapped().answer({static_cast<radius::RequestId>(node.key()),
                                  node.mapped().good ? radius::Outcome::kRecorded : radius::Outcome::kNoAnswer, {}, {}, {}});
            one = open_->begin();
        }
    }
    std::vector<std::string> seen() const {
        std::vector<std::string> out;
        for (const auto& one : taken) out.push_back(shown(one.attributes));
        return out;
    }
    /// The last one that was taken and looks so.
    const radius::AttributeList& last(const std::string& what) const {
        const auto found = std::find_if(taken.rbegin(), taken.rend(), [&](const auto& one) { return shown(one.attributes) == what; });
        REQUIRE(found != taken.rend());
        return found->attributes;
    }

    base::Duration takes = 1ms, silence = 20s;
    bool dead = false;
    std::function<bool(const radius::AttributeList&)> answers;
    std::string refuses;
    std::vector<radius::Question> taken;  ///< acknowledged, or about to be
    std::vector<std::string> tries;       ///< these, and those in vain
    std::size_t most_open = 0;

  private:
    struct Open {
        base::Time due{};
        bool good = false;
        Answer answer;
    };
    using All = std::map<std::uint64_t, Open>;
    struct Wait : vpdnd::RadiusWait {
        Wait(std::shared_ptr<All> all, std::uint64_t mine) : open(std::move(all)), number(mine) {}
        ~Wait() override { open->erase(number); }
        std::shared_ptr<All> open;
        std::uint64_t number;
    };
    const base::Time& now_;
    std::shared_ptr<All> open_ = std::make_shared<All>();
    std::uint64_t last_ = 0;
};

/// What a file would hold.
class HeldSpool : public vpdnd::AccountingSpool {
  public:
    void write(std::vector<vpdnd::SpoolChange> changes) override {
        for (auto& change : changes) std::visit([this](auto& one) { apply(one); }, change);
        most_records = std::max(most_records, records.size());
    }
    vpdnd::SpoolContents contents() const {
        vpdnd::SpoolContents out;
        for (const auto& [id, one] : sessions) out.sessions.push_back(one);
        for (const auto& key : order) out.records.push_back(records.at(key));
        out.alive = alive;
        return out;
    }
    std::map<std::string, vpdnd::OpenSession> sessions;
    std::map<vpdnd::RecordKey, vpdnd::AccountingRecord> records;
    std::vector<vpdnd::RecordKey> order;  ///< of their first writing, as the file has it
    std::size_t most_records = 0;
    vpdnd::SpoolTime alive;

  private:
    void apply(vpdnd::OpenSession& one) { sessions[one.id] = std::move(one); }
    void apply(vpdnd::AccountingRecord& one) {
        if (!records.contains(one.key)) order.push_back(one.key);
        records[one.key] = std::move(one);
    }
    void apply(const vpdnd::DropSession& one) { sessions.erase(one.id); }
    void apply(const vpdnd::DropRecord& one) {
        records.erase(one.key);
        std::erase(order, one.key);
    }
};

struct AccountingWorld {
    AccountingWorld() { start(); }

    vpdnd::AccountingDelivery::Clocks clocks() {
        return {.steady = [this] { return now; }, .unix_time = [this] { return unix_time(); }};
    }
    std::int64_t unix_time() const {
        return unix_start + std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    }
    void start(std::string boot = "boot-1") {
        vpdnd::AccountingLedger::Host host{.clocks = clocks(),
                                           .state = [this](const std::string&) { return state(); },
                                           .unaccounted = [this](const std::string& id) { unaccounted.push_back(id); }};
        ledger.emplace(std::move(host), limits, life += life_step, std::move(boot));
        ledger->keep_in(&spool);
        ledger->use({{"isp", servers()}});
    }
    vpdnd::AccountingLedger::Servers servers() {
        radius::AttributeList identity;
        identity.add("NAS-Identifier"_attr, "lns1");
        return {.service = &server, .identity = identity, .interim_interval = interim, .start_within = 10s};
    }
    /// The spool's thread has written just now.
    void write_alive() {
        spool.alive = {.life = life, .unix_time = unix_time(),
                       .steady = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count()};
    }
    /// The daemon is killed, and starts anew.
    void kill_and_start(std::string boot = "boot-1") {
        ledger.reset();
        start(std::move(boot));
        ledger->found(spool.contents());
    }
    void begin(const std::string& id, bool required = false) {
        vpdnd::AccountingLedger::Begin session{.set = "isp", .id = id, .attributes = {}, .of_start = {}, .interim_interval = {}};
        session.attributes.add("Acct-Session-Id"_attr, id);
        session.attributes.add("User-Name"_attr, "user");
        session.required = required;
        ledger->begin(std::move(session));
    }
    void end(const std::string& id, std::uint8_t cause = 1) {
        ledger->end(id, cause, state().value_or(vpdnd::AccountingState{}));
    }
    std::optional<vpdnd::AccountingState> state() const {
        if (!usage) return std::nullopt;
        return vpdnd::AccountingState{.usage = *usage, .attributes = {}};
    }

    void run_for(base::Duration duration) {
        for (const auto until = now + duration;;) {
            auto next = server.next();
            if (const auto mine = ledger->next_deadline(); mine && (!next || *mine < *next)) next = mine;
            if (!next || *next > until) {
                now = until;
                return;
            }
            now = std::max(now, *next);
            server.on_time();
            ledger->on_time();
        }
    }

    base::Time now{std::chrono::hours(1)};
    std::int64_t unix_start = 1'764'500'000;
    AccountingServer server{now};
    HeldSpool spool;
    base::Duration interim = 0s;
    vpdnd::AccountingDelivery::Limits limits;
    std::optional<radius::Usage> usage = radius::Usage{};
    std::vector<std::string> unaccounted;
    // Random numbers in the daemon: the younger one may be the lower one.
    std::uint64_t life = 1'000, life_step = -std::uint64_t{1};
    std::optional<vpdnd::AccountingLedger> ledger;
};

using Strings = std::vector<std::string>;

}  // namespace test
