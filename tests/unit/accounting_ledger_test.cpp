// What RADIUS servers are told of sessions, over the lives of a daemon, in virtual time.
#include "accounting/accounting_ledger.h"

#include "support/accounting_world.h"

using namespace vpdnd;
using namespace test;
using radius::AccountingKind;

TEST_CASE_METHOD(AccountingWorld, "A session is told with Start, interim records and Stop, alike but for what changes",
                 "[accounting][rfc2866][rfc2869][2.1]") {
    interim = 300s;
    start();
    ledger->found({});
    begin("s-1");
    run_for(1s);
    CHECK(server.seen() == Strings{"Accounting-On", "Start s-1"});
    usage = radius::Usage{.octets_in = 0x2'0000'0001, .octets_out = 7, .packets_in = 3, .packets_out = 2, .seconds = 300};
    run_for(301s);
    const auto& interim_record = server.last("Interim-Update s-1");
    CHECK(interim_record.integer("Acct-Input-Gigawords"_attr) == 2);
    CHECK(interim_record.integer("Acct-Input-Octets"_attr) == 1);
    CHECK(interim_record.integer("Acct-Session-Time"_attr) == 300);
    CHECK(interim_record.text("NAS-Identifier"_attr) == "lns1");
    end("s-1", 4);
    run_for(1s);
    const auto& stop = server.last("Stop s-1");
    CHECK(stop.integer("Acct-Terminate-Cause"_attr) == 4);
    CHECK(stop.text("User-Name"_attr) == "user");
    CHECK(server.last("Start s-1").text("NAS-Identifier"_attr) == "lns1");
    CHECK_FALSE(server.last("Start s-1").integer("Acct-Input-Octets"_attr));
    CHECK(ledger->idle());
    CHECK(spool.records.empty());
    CHECK(spool.sessions.empty());
    CHECK_FALSE(ledger->next_deadline());
}

TEST_CASE_METHOD(AccountingWorld, "Where the use is not known there is no interim record, but the next one comes", "[accounting]") {
    interim = 60s;
    start();
    ledger->found({});
    begin("s-1");
    usage.reset();
    run_for(61s);
    CHECK(server.seen() == Strings{"Accounting-On", "Start s-1"});
    usage.emplace();
    run_for(60s);
    CHECK(server.seen().back() == "Interim-Update s-1");
}

TEST_CASE_METHOD(AccountingWorld, "After a kill: records that are left, the missing Stops, Accounting-On last", "[accounting][restart]") {
    ledger->found({});
    run_for(1s);
    server.dead = true;
    begin("s-1");
    begin("s-2");
    run_for(5s);
    end("s-2");
    run_for(100s);
    write_alive();
    server.taken.clear();
    const auto killed = unix_time();
    run_for(50s);
    SECTION("the daemon alone was killed") {
        kill_and_start();
        server.dead = false;
        run_for(100s);
        CHECK(server.seen() == Strings{"Start s-1", "Start s-2", "Stop s-1", "Stop s-2", "Accounting-On"});
        const auto& stop = server.last("Stop s-1");
        CHECK(stop.integer("Acct-Terminate-Cause"_attr) == 9);
        CHECK(stop.integer("Acct-Session-Time"_attr) == 105);
        CHECK(stop.integer("Event-Timestamp"_attr) == killed);
        CHECK(server.last("Accounting-On").integer("Event-Timestamp"_attr) == killed + 50 - 2);
        CHECK(ledger->recovered() == 1);
    }
    SECTION("the machine was") {
        kill_and_start("boot-2");
        server.dead = false;
        run_for(100s);
        CHECK(server.last("Stop s-1").integer("Acct-Terminate-Cause"_attr) == 11);
        CHECK(server.last("Stop s-2").integer("Acct-Terminate-Cause"_attr) == 1);
    }
    CHECK(spool.records.empty());
    CHECK(spool.sessions.empty());
}

TEST_CASE_METHOD(AccountingWorld, "Accounting-On is older than any session of its life, in whole seconds and wherever they begin",
                 "[accounting][restart]") {
    run_for(std::chrono::milliseconds(GENERATE(0, 400, 999)));
    start();
    const auto delay = std::chrono::milliseconds(GENERATE(0, 600, 1700));
    begin("s-1");
    run_for(delay);
    ledger->found({});
    run_for(1s);
    const auto on = server.last("Accounting-On").integer("Event-Timestamp"_attr);
    CHECK(on < server.last("Start s-1").integer("Event-Timestamp"_attr));
}

TEST_CASE_METHOD(AccountingWorld, "A missing Stop has the counters of the last interim record", "[accounting][restart]") {
    interim = 60s;
    start();
    ledger->found({});
    begin("s-1");
    usage = radius::Usage{.octets_in = 1000, .octets_out = 2000, .packets_in = 10, .packets_out = 20, .seconds = 60};
    run_for(61s);
    usage = radius::Usage{.octets_in = 9999, .octets_out = 9999, .packets_in = 99, .packets_out = 99, .seconds = 99};
    kill_and_start();
    run_for(1s);
    const auto& stop = server.last("Stop s-1");
    CHECK(stop.integer("Acct-Input-Octets"_attr) == 1000);
    CHECK(stop.integer("Acct-Output-Packets"_attr) == 20);
    CHECK(stop.integer("Acct-Session-Time"_attr) == 60);
}

TEST_CASE_METHOD(AccountingWorld, "A clock that is set changes no Acct-Session-Time", "[accounting][restart]") {
    ledger->found({});
    begin("s-1");
    run_for(100s);
    unix_start += 1'000'000;
    run_for(100s);
    write_alive();
    run_for(50s);
    SECTION("of a session that ends") {
        end("s-1");
        run_for(1s);
        CHECK(server.last("Stop s-1").integer("Acct-Session-Time"_attr) == 250);
    }
    SECTION("of one that has no end") {
        const auto killed = unix_time() - 50;
        unix_start -= 3'000'000;
        kill_and_start(GENERATE("boot-1", "boot-2"));
        run_for(1s);
        const auto& stop = server.last("Stop s-1");
        CHECK(stop.integer("Acct-Session-Time"_attr) == 200);
        CHECK(std::int64_t{*stop.integer("Event-Timestamp"_attr)} <= unix_time());
        CHECK(std::int64_t{*server.last("Accounting-On").integer("Event-Timestamp"_attr)} == unix_time() - 1 - 2);
        CHECK(killed > unix_time());
    }
}

TEST_CASE_METHOD(AccountingWorld, "A Stop says no less than the interim record before it", "[accounting]") {
    interim = 60s;
    start();
    ledger->found({});
    begin("s-1");
    usage = radius::Usage{.octets_in = 1000, .octets_out = 2000, .packets_in = 10, .packets_out = 20, .seconds = 0};
    run_for(61s);
    // The kernel session is gone before it could be read.
    ledger->end("s-1", 2, {});
    run_for(1s);
    const auto& stop = server.last("Stop s-1");
    CHECK(stop.integer("Acct-Input-Octets"_attr) == 1000);
    CHECK(stop.integer("Acct-Output-Octets"_attr) == 2000);
    CHECK(stop.integer("Acct-Session-Time"_attr) == 61);
}

TEST_CASE_METHOD(AccountingWorld, "A tunnel's Stop says how long it was there, and nothing of octets", "[accounting][rfc2867]") {
    ledger->found({});
    AccountingLedger::Begin tunnel{.set = "isp", .id = "t-1", .start = AccountingKind::kTunnelStart, .attributes = {}, .of_start = {},
                                   .interim_interval = {}};
    tunnel.attributes.add("Acct-Session-Id"_attr, "t-1");
    tunnel.attributes.add("Acct-Tunnel-Connection"_attr, "3/4");
    ledger->begin(std::move(tunnel));
    run_for(10s);
    ledger->end("t-1", 6, {});
    run_for(1s);
    const auto& stop = server.last("Tunnel-Stop t-1");
    CHECK(stop.integer("Acct-Session-Time"_attr) == 10);
    CHECK_FALSE(stop.integer("Acct-Input-Octets"_attr));
}

TEST_CASE_METHOD(AccountingWorld, "New sessions do not wait for what is left of the life before", "[accounting][restart]") {
    ledger->found({});
    server.dead = true;
    begin("s-1");
    kill_and_start();
    begin("s-2");
    server.taken.clear();
    server.dead = false;
    run_for(100s);
    CHECK(server.seen() == Strings{"Accounting-On", "Start s-1", "Start s-2", "Stop s-1", "Accounting-On"});
}

TEST_CASE_METHOD(AccountingWorld, "What was acknowledged before a kill is not sent again", "[accounting][restart]") {
    ledger->found({});
    begin("s-1");
    end("s-1");
    run_for(1s);
    CHECK(std::ranges::count(server.seen(), "Stop s-1") == 1);
    kill_and_start();
    run_for(10s);
    CHECK(std::ranges::count(server.seen(), "Stop s-1") == 1);
    CHECK(server.seen().back() == "Accounting-On");
}

TEST_CASE_METHOD(AccountingWorld, "An orderly stop ends with Accounting-Off", "[accounting][rfc2866][5.1]") {
    ledger->found({});
    begin("s-1");
    run_for(1s);
    end("s-1", 7);
    ledger->stop();
    run_for(1s);
    CHECK(server.seen() == Strings{"Accounting-On", "Start s-1", "Stop s-1", "Accounting-Off"});
    CHECK(ledger->idle());
    SECTION("which the next life tells if no server took it") {
        server.dead = true;
        kill_and_start();
        ledger->stop();
        run_for(1s);
        kill_and_start();
        server.dead = false;
        server.taken.clear();
        run_for(5min);
        CHECK(server.seen() == Strings{"Accounting-On", "Accounting-Off", "Accounting-On"});
    }
}

TEST_CASE_METHOD(AccountingWorld, "A session whose Start must be acknowledged is told of if nobody does", "[accounting]") {
    ledger->found({});
    run_for(1s);
    begin("s-1", true);
    run_for(11s);
    CHECK(unaccounted.empty());
    server.dead = true;
    begin("s-2", true);
    begin("s-3");
    run_for(9s);
    CHECK(unaccounted.empty());
    run_for(2s);
    CHECK(unaccounted == Strings{"s-2"});
    CHECK(ledger->unaccounted() == 1);
    run_for(60s);
    CHECK(unaccounted.size() == 1);
}

TEST_CASE_METHOD(AccountingWorld, "Whoever takes the ledger over goes on: no Accounting-On, no missing Stop", "[accounting]") {
    interim = 300s;
    start();
    ledger->found({});
    begin("s-1");
    run_for(100s);
    server.dead = true;
    begin("s-2", true);
    const auto saved = ledger->save();
    start();
    ledger->adopt(saved);
    ledger->use({{"isp", servers()}});
    ledger->found(spool.contents());
    run_for(11s);
    CHECK(unaccounted == Strings{"s-2"});
    server.dead = false;
    run_for(300s);
    end("s-1");
    end("s-2");
    run_for(10s);
    CHECK(server.seen() == Strings{"Accounting-On", "Start s-1", "Start s-2", "Interim-Update s-1", "Interim-Update s-2", "Stop s-1",
                                   "Stop s-2"});
    CHECK(spool.records.empty());
    CHECK(spool.sessions.empty());
    CHECK(ledger->recovered() == 0);
}

TEST_CASE_METHOD(AccountingWorld, "A spool that can be read late brings what is left then", "[accounting][restart]") {
    ledger->found({});
    begin("s-1");
    run_for(1s);
    auto left = spool.contents();
    ledger.reset();
    spool.sessions.clear();
    start();
    ledger->found({});
    run_for(1s);
    ledger->found(left);
    run_for(1s);
    CHECK(server.seen() == Strings{"Accounting-On", "Start s-1", "Accounting-On", "Stop s-1"});
}

TEST_CASE_METHOD(AccountingWorld, "However long no server answers there are two records of a session at the most", "[accounting]") {
    interim = 60s;
    start();
    ledger->found({});
    run_for(1s);
    server.dead = true;
    for (int i = 0; i < 20; ++i) begin("s-" + std::to_string(i));
    spool.most_records = 0;
    run_for(3h);
    // And one more while it takes the place of another.
    CHECK(spool.most_records <= 41);
    CHECK(ledger->delivery().size() <= 41);
    server.dead = false;
    for (int i = 0; i < 20; ++i) end("s-" + std::to_string(i));
    run_for(20min);
    CHECK(std::ranges::count_if(server.seen(), [](const auto& one) { return one.starts_with("Stop"); }) == 20);
    CHECK(std::ranges::count_if(server.seen(), [](const auto& one) { return one.starts_with("Start"); }) == 20);
    CHECK(ledger->idle());
}
