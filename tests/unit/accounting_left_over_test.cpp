// What the ledger finds in its spool, when, and how much of it at once.
#include "accounting/accounting_ledger.h"
#include "support/accounting_world.h"

using namespace vpdnd;
using namespace test;
using radius::AccountingKind;

TEST_CASE_METHOD(AccountingWorld, "Accounting-On waits until the spool was read, and sessions do not", "[accounting][restart]") {
    begin("s-1");
    run_for(10min);
    CHECK(server.seen() == Strings{"Start s-1"});
    ledger->found({});
    run_for(1s);
    CHECK(server.seen() == Strings{"Start s-1", "Accounting-On"});
    // Two seconds before the start.
    CHECK(std::int64_t{*server.last("Accounting-On").integer("Event-Timestamp"_attr)} == unix_time() - 603);
}

TEST_CASE_METHOD(AccountingWorld, "A server that is down at the start hears Accounting-On after the missing Stops",
                 "[accounting][restart]") {
    ledger->found({});
    begin("s-1");
    begin("s-2");
    run_for(1s);
    write_alive();
    server.dead = true;
    kill_and_start();
    run_for(30min);
    server.dead = false;
    server.taken.clear();
    run_for(10min);
    REQUIRE(server.seen().size() == 3);
    CHECK(server.seen().back() == "Accounting-On");
}

TEST_CASE_METHOD(AccountingWorld, "What was taken from the spool is not taken twice", "[accounting][restart]") {
    ledger->found({});
    server.dead = true;
    begin("s-1");
    begin("s-2");
    end("s-2");
    run_for(1s);
    write_alive();
    const auto left = spool.contents();
    kill_and_start();
    SECTION("while it waits for a server") {}
    SECTION("when a server has it") {
        server.dead = false;
        run_for(1min);
        CHECK(ledger->idle());
    }
    // The same file is opened again, as it was: nothing of this could be written.
    for (const auto& session : left.sessions) spool.sessions[session.id] = session;
    for (const auto& record : left.records) spool.write({record});
    ledger->found(left);
    server.dead = false;
    run_for(10min);
    for (const auto* one : {"Start s-1", "Stop s-1", "Start s-2", "Stop s-2"}) CHECK(std::ranges::count(server.seen(), one) == 1);
    CHECK(spool.records.empty());
    CHECK(spool.sessions.empty());
    CHECK(ledger->recovered() == 1);
}

TEST_CASE_METHOD(AccountingWorld, "A file that takes the place of another one gets all that is to be kept", "[accounting][restart]") {
    ledger->found({});
    begin("s-1");
    run_for(1s);
    server.dead = true;
    begin("s-2");
    const auto sessions = spool.sessions;
    const auto records = spool.records;
    CHECK(sessions.size() == 2);
    CHECK(records.size() == 1);
    spool.sessions.clear();
    spool.records.clear();
    spool.order.clear();
    ledger->found({});
    CHECK(spool.sessions == sessions);
    CHECK(spool.records == records);
}

TEST_CASE_METHOD(AccountingWorld, "However many sessions are left no turn treats more than some", "[accounting][restart]") {
    constexpr std::size_t kMany = 1000;
    ledger->found({});
    for (std::size_t i = 0; i < kMany; ++i) begin("s-" + std::to_string(i));
    run_for(1min);
    write_alive();
    server.dead = true;
    kill_and_start();
    CHECK(ledger->recovered() == AccountingLedger::kLeftAtOnce);
    CHECK_FALSE(ledger->idle());
    // What waits for its turn is kept all the while, also in another file.
    spool.sessions.clear();
    ledger->found({});
    CHECK(spool.sessions.size() + ledger->recovered() == kMany);
    CHECK(ledger->next_deadline() == now);
    const auto before = ledger->recovered();
    ledger->on_time();
    CHECK(ledger->recovered() == before + AccountingLedger::kLeftAtOnce);
    server.dead = false;
    server.taken.clear();
    run_for(30min);
    CHECK(ledger->recovered() == kMany);
    CHECK(server.seen().size() == kMany + 1);
    CHECK(server.seen().back() == "Accounting-On");
}

TEST_CASE_METHOD(AccountingWorld, "Records of a set without servers wait, and the end of the daemon does not wait for them",
                 "[accounting][restart]") {
    ledger->found({});
    run_for(1s);  // Accounting-On is taken
    server.dead = true;
    begin("s-1");
    end("s-1");
    ledger->use({});
    CHECK(ledger->held() == std::set<std::string>{"isp"});
    const auto counters = ledger->delivery().counters().at("isp");
    CHECK_FALSE(counters.served);
    CHECK(counters.waiting == 2);
    CHECK(ledger->idle());
    CHECK(spool.records.size() == 2);
}
