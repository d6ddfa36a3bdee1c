// What whoever runs the daemon is told when accounting does not go as it should.
#include "control/accounting_rows.h"
#include "support/accounting_world.h"

using namespace vpdnd;
using namespace test;
using radius::AccountingKind;

namespace {

struct Alarmed : AccountingWorld {
    Alarmed() { ledger->found({}); }
    Strings alarms() const { return accounting_alarms(spool_status, ledger->delivery()); }
    std::optional<SpoolStatus> spool_status;
};

}  // namespace

TEST_CASE_METHOD(Alarmed, "A spool that cannot be written is an alarm, and a disk that does not answer", "[accounting][alarms]") {
    CHECK(alarms().empty());
    spool_status = SpoolStatus{.file = "/f", .error = {}};
    CHECK(alarms().empty());
    spool_status->unwritten_for = 31s;
    CHECK(alarms() == Strings{"accounting is not stored in /f: the disk has not answered for 31 s"});
    spool_status->error = "disk is full";
    CHECK(alarms() == Strings{"accounting is not stored in /f: disk is full"});
}

TEST_CASE_METHOD(Alarmed, "Records that are not taken are an alarm, each for its reason", "[accounting][alarms]") {
    run_for(1s);
    SECTION("no server answers") {
        server.dead = true;
        begin("s-1");
        run_for(1min);
        CHECK(alarms() == Strings{"no server of [radius.isp] takes accounting records: 1 wait"});
    }
    SECTION("some are never acknowledged, others are") {
        server.answers = [](const radius::AttributeList& request) { return request.text("Acct-Session-Id"_attr) != "bad"; };
        begin("bad");
        for (int i = 0; i < 30; ++i) {
            begin("s-" + std::to_string(i));
            run_for(10s);
        }
        CHECK(alarms() == Strings{"servers of [radius.isp] take others, but not the accounting records of 1 sessions"});
    }
    SECTION("they cannot be sent") {
        server.refuses = "no way";
        begin("s-1");
        CHECK(alarms() == Strings{"accounting records for [radius.isp] are not sent: no way"});
        server.refuses.clear();
        run_for(10s);
        CHECK(alarms().empty());
    }
    SECTION("the configuration names their servers no more") {
        ledger->use({});
        begin("s-1");
        CHECK(alarms() == Strings{"1 accounting records wait for [radius.isp], which the configuration does not name"});
    }
}

TEST_CASE_METHOD(Alarmed, "Over the limit is an alarm as long as it lasts", "[accounting][alarms]") {
    run_for(1s);
    ledger->limit(2);
    server.silence = 1h;
    server.dead = true;
    begin("s-1");
    CHECK(alarms().empty());
    begin("s-2");
    CHECK(alarms() == Strings{"over spool-limit: interim accounting records are left out"});
    ledger->limit(10);
    CHECK(alarms().empty());
}
