// Records on their way to RADIUS servers, in virtual time.
#include "accounting/accounting_delivery.h"

#include "support/accounting_world.h"

using namespace vpdnd;
using namespace test;
using radius::AccountingKind;
using Gone = AccountingDelivery::Gone;

namespace {

struct Delivering {
    Delivering() { delivery.use({{"isp", &server}}); }
    void add(const std::string& session, AccountingKind kind, const std::string& set = "isp") {
        AccountingRecord record{.key = {1, ++number}, .set = set, .session = session, .kind = kind, .at = unix_time(), .attributes = {}};
        if (!session.empty()) record.attributes.add("Acct-Session-Id"_attr, session);
        delivery.add(std::move(record));
    }
    std::int64_t unix_time() const { return 1'764'500'000 + (now - base::Time{}) / 1s + clock_moved; }
    void run_for(base::Duration duration) {
        for (const auto until = now + duration;;) {
            auto next = server.next();
            if (const auto mine = delivery.next_deadline(); mine && (!next || *mine < *next)) next = mine;
            if (!next || *next > until) {
                now = until;
                return;
            }
            now = std::max(now, *next);
            server.on_time();
            delivery.on_time();
        }
    }
    AccountingDelivery make(AccountingDelivery::Limits limits) {
        return {{.steady = [this] { return now; }, .unix_time = [this] { return unix_time(); }}, limits,
                [this](const AccountingRecord& record, Gone how) { gone.emplace_back(record.key.number, how); }};
    }

    base::Time now{std::chrono::hours(1)};
    std::int64_t clock_moved = 0;
    AccountingServer server{now};
    std::vector<std::pair<std::uint64_t, Gone>> gone;
    std::uint64_t number = 0;
    AccountingDelivery delivery = make({.window = 4, .most_records = 10});
};

}  // namespace

TEST_CASE_METHOD(Delivering, "Records of one session go one after the other, those of others beside them", "[accounting]") {
    server.takes = 100ms;
    for (const auto* session : {"a", "b"})
        for (const auto kind : {AccountingKind::kStart, AccountingKind::kStop}) add(session, kind);
    CHECK(server.tries == Strings{"Start a", "Start b"});
    run_for(100ms);
    CHECK(server.tries == Strings{"Start a", "Start b", "Stop a", "Stop b"});
    CHECK(gone == std::vector<std::pair<std::uint64_t, Gone>>{{1, Gone::kAcknowledged}, {3, Gone::kAcknowledged}});
    run_for(1s);
    CHECK(delivery.size() == 0);
    CHECK_FALSE(delivery.next_deadline());
}

TEST_CASE_METHOD(Delivering, "No more requests are open at once than the window has", "[accounting]") {
    for (char name = 'a'; name < 'i'; ++name) add({name}, AccountingKind::kStart);
    CHECK(server.tries.size() == 4);
    run_for(10ms);
    CHECK(server.taken.size() == 8);
    CHECK(server.most_open == 4);
}

TEST_CASE_METHOD(Delivering, "Acct-Delay-Time counts from the event, in each round anew", "[accounting][rfc2866][5.2]") {
    server.dead = true;
    add("a", AccountingKind::kStart);
    const auto happened = now;
    run_for(21s);
    server.dead = false;
    run_for(60s);
    REQUIRE(server.taken.size() == 1);
    CHECK(server.taken[0].happened == happened);
    CHECK(server.taken[0].attributes.integer("Event-Timestamp"_attr) == 1'764'503'600);
    SECTION("what seems to happen in the future has no delay") {
        AccountingRecord record{.key = {1, ++number}, .set = "isp", .session = "b", .kind = AccountingKind::kStart,
                                .at = unix_time() + 1000, .attributes = {}};
        delivery.add(std::move(record));
        CHECK(server.taken.back().happened == now);
    }
}

TEST_CASE_METHOD(Delivering, "An interim record that is not on its way makes room for a newer one, and for the Stop", "[accounting]") {
    server.dead = true;
    add("a", AccountingKind::kStart);
    add("a", AccountingKind::kInterim);
    add("a", AccountingKind::kInterim);
    CHECK(gone == std::vector<std::pair<std::uint64_t, Gone>>{{2, Gone::kReplaced}});
    add("a", AccountingKind::kStop);
    CHECK(gone.back() == std::pair<std::uint64_t, Gone>{3, Gone::kReplaced});
    CHECK(delivery.size() == 2);
    server.dead = false;
    run_for(60s);
    CHECK(server.seen() == Strings{"Start a", "Stop a"});
}

TEST_CASE_METHOD(Delivering, "One that is on its way is replaced only when it has failed", "[accounting]") {
    server.dead = true;
    add("a", AccountingKind::kInterim);
    add("a", AccountingKind::kInterim);
    CHECK(gone.empty());
    server.dead = false;
    run_for(60s);
    CHECK(gone == std::vector<std::pair<std::uint64_t, Gone>>{{1, Gone::kReplaced}, {2, Gone::kAcknowledged}});
    CHECK(server.tries == Strings{"Interim-Update a", "Interim-Update a"});
}

TEST_CASE_METHOD(Delivering, "Where nobody answers one request at a time finds out whether somebody is back, and one that is new",
                 "[accounting]") {
    server.dead = true;
    for (char name = 'a'; name < 'i'; ++name) add({name}, AccountingKind::kStart);
    run_for(20s);
    server.most_open = 0;
    server.tries.clear();
    run_for(100s);
    CHECK(server.most_open == 2);
    CHECK(server.tries ==
          Strings{"Start a", "Start f", "Start b", "Start g", "Start c", "Start h", "Start d", "Start e"});
    server.most_open = 0;
    run_for(100s);
    CHECK(server.most_open == 1);
    CHECK(delivery.counters().at("isp").answered == false);
    server.dead = false;
    run_for(100s);
    CHECK(delivery.size() == 0);
    CHECK(server.taken.size() == 8);
    CHECK(delivery.counters().at("isp").answered);
}

TEST_CASE_METHOD(Delivering, "A record that is never answered holds up its session alone", "[accounting]") {
    server.answers = [](const radius::AttributeList& request) { return request.text("Acct-Session-Id"_attr) != "bad"; };
    add("bad", AccountingKind::kStart);
    add("bad", AccountingKind::kStop);
    add("good", AccountingKind::kStart);
    run_for(1h);
    add("good", AccountingKind::kStop);
    run_for(1min);
    CHECK(server.seen() == Strings{"Start good", "Stop good"});
    const auto tries = std::ranges::count(server.tries, "Start bad");
    CHECK(tries > 10);
    CHECK(tries < 20);
    CHECK(delivery.size() == 2);
    server.answers = nullptr;
    run_for(10min);
    CHECK(server.seen() == Strings{"Start good", "Stop good", "Start bad", "Stop bad"});
}

TEST_CASE_METHOD(Delivering, "Accounting-On waits for what is older, but not for ever, and nothing waits for it", "[accounting]") {
    server.answers = [](const radius::AttributeList& request) { return request.text("Acct-Session-Id"_attr) != "bad"; };
    server.takes = 100ms;
    add("old", AccountingKind::kStop);
    SECTION("all is answered") {
        add("", AccountingKind::kOn);
        add("new", AccountingKind::kStart);
        CHECK(server.tries == Strings{"Stop old", "Start new"});
        run_for(1s);
        CHECK(server.tries == Strings{"Stop old", "Start new", "Accounting-On"});
    }
    SECTION("one is never answered, and others are") {
        add("bad", AccountingKind::kStart);
        add("bad", AccountingKind::kStop);
        add("", AccountingKind::kOn);
        run_for(40s);
        CHECK(server.seen() == Strings{"Stop old"});
        for (int i = 0; i < 30; ++i) {
            add("new-" + std::to_string(i), AccountingKind::kStart);
            run_for(10s);
        }
        CHECK(std::ranges::count(server.seen(), "Accounting-On") == 1);
        CHECK(server.seen()[1] != "Accounting-On");
        CHECK(delivery.counters().at("isp").in_vain == 1);
        server.answers = nullptr;
        run_for(5min);
        CHECK(delivery.size() == 0);
        CHECK(delivery.counters().at("isp").in_vain == 0);
    }
    SECTION("nothing is answered for an hour: it waits all the same") {
        run_for(1s);
        server.dead = true;
        for (const auto* session : {"a", "b", "c"}) add(session, AccountingKind::kStop);
        add("", AccountingKind::kOn);
        run_for(1h);
        CHECK(std::ranges::count(server.tries, "Accounting-On") == 0);
        server.dead = false;
        run_for(10min);
        CHECK(server.seen().size() == 5);
        CHECK(server.seen().back() == "Accounting-On");
    }
}

TEST_CASE_METHOD(Delivering, "Records that are never answered do not take the places of others", "[accounting]") {
    server.answers = [](const radius::AttributeList& request) { return !request.text("Acct-Session-Id"_attr)->starts_with("bad"); };
    for (int i = 0; i < 6; ++i) add("bad-" + std::to_string(i), AccountingKind::kStart);
    for (int i = 0; i < 300; ++i) {
        const auto session = "good-" + std::to_string(i);
        add(session, AccountingKind::kStart);
        add(session, AccountingKind::kStop);
        run_for(1s);
        // Before it is known that they are bad they take all places, twice: nothing was acknowledged before they were sent.
        if (i > 90) CHECK(server.seen().back() == "Stop " + session);
    }
    const auto counters = delivery.counters().at("isp");
    CHECK(counters.in_vain == 6);
    CHECK(counters.answered);
    // However long nothing else was to be sent: who comes next does not wait for them.
    run_for(3h);
    for (int i = 0; i < 30; ++i) {
        add("late-" + std::to_string(i), AccountingKind::kStart);
        run_for(1s);
        CHECK(server.seen().back() == "Start late-" + std::to_string(i));
    }
}

TEST_CASE_METHOD(Delivering, "What is new does not wait for records that no server wants, also where nothing else was to be sent",
                 "[accounting]") {
    server.answers = [](const radius::AttributeList& request) { return !request.text("Acct-Session-Id"_attr)->starts_with("bad"); };
    for (int i = 0; i < 3; ++i) add("bad-" + std::to_string(i), AccountingKind::kStart);
    run_for(30s);  // one of them is tried again
    CHECK_FALSE(delivery.counters().at("isp").answered);
    add("good", AccountingKind::kStart);
    run_for(1s);
    CHECK(server.seen() == Strings{"Start good"});
    CHECK(delivery.counters().at("isp").answered);
}

TEST_CASE_METHOD(Delivering, "Over the limit interim records go first, and a Stop never", "[accounting]") {
    server.dead = true;
    for (char name = 'a'; name < 'f'; ++name) {
        add({name}, AccountingKind::kStart);
        add({name}, AccountingKind::kInterim);
    }
    CHECK(delivery.size() == 10);
    add("x", AccountingKind::kStart);
    CHECK(gone == std::vector<std::pair<std::uint64_t, Gone>>{{2, Gone::kNoRoom}});
    add("a", AccountingKind::kInterim);
    CHECK(gone.back() == std::pair<std::uint64_t, Gone>{4, Gone::kNoRoom});
    for (char name = 'a'; name < 'f'; ++name) add({name}, AccountingKind::kStop);
    CHECK(delivery.counters().at("isp").no_room == 5);
    add("y", AccountingKind::kInterim);
    CHECK(gone.back() == std::pair<std::uint64_t, Gone>{number, Gone::kNoRoom});
    CHECK(delivery.size() == 11);
    server.dead = false;
    run_for(20min);
    CHECK(delivery.size() == 0);
    CHECK(std::ranges::count_if(server.seen(), [](const auto& one) { return one.starts_with("Stop"); }) == 5);
}

TEST_CASE_METHOD(Delivering, "Records of a set without servers wait until it has some", "[accounting]") {
    add("a", AccountingKind::kStop, "other");
    run_for(1h);
    CHECK(server.tries.empty());
    CHECK(delivery.has("other"));
    delivery.use({{"other", &server}});
    run_for(1s);
    CHECK(server.seen() == Strings{"Stop a"});
    CHECK_FALSE(delivery.has("other"));
}

TEST_CASE_METHOD(Delivering, "What cannot be asked now is asked later, and why not is told", "[accounting]") {
    server.refuses = "too many questions wait for an answer";
    add("a", AccountingKind::kStart);
    add("b", AccountingKind::kStart);
    CHECK(server.tries.empty());
    CHECK(delivery.counters().at("isp").refused == server.refuses);
    CHECK(delivery.counters().at("isp").failed == 1);
    CHECK(delivery.counters().at("isp").answered);
    server.refuses.clear();
    run_for(2s);
    CHECK(server.seen() == Strings{"Start b"});
    run_for(4s);
    CHECK(server.seen() == Strings{"Start b", "Start a"});
    CHECK(delivery.counters().at("isp").refused.empty());
}

TEST_CASE_METHOD(Delivering, "A clock that is set while a record waits changes no Acct-Delay-Time", "[accounting][rfc2866][5.2]") {
    server.dead = true;
    add("a", AccountingKind::kStart);
    const auto happened = now;
    clock_moved = 1'000'000;
    run_for(21s);
    server.dead = false;
    run_for(60s);
    REQUIRE(server.taken.size() == 1);
    CHECK(server.taken[0].happened == happened);
}
