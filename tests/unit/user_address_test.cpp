// One book for the addresses of users: whoever gave one, nobody else gets it while he has it.
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>

#include "control/live_rows.h"
#include "net/own_address.h"
#include "support/lns_calls.h"
#include "support/logged.h"

using namespace vpdnd;
using ipc::AddressOrigin;
using std::chrono::milliseconds;
using test::Caller;
using test::User;
using Octets = std::array<std::uint8_t, 4>;

namespace {

constexpr Octets kFirst{10, 10, 10, 11}, kSecond{10, 10, 10, 12}, kElsewhere{192, 0, 2, 7};

struct Book : test::LnsAndLac {
    Book() {
        config->groups.at(0).accept_dialin->user_address = true;
        config->groups.at(0).accept_dialin->local_address = 0x0a0a0a01;
        config->pools["pool"].ranges = {{0x0a0a0a0b, 0x0a0a0a0d}};
        lns.use(config);
    }
    /// "address why pool interface" of each, by address.
    std::vector<std::string> held() {
        std::vector<std::string> out;
        for (const auto& row : address_rows(lns.calls))
            out.push_back(row.address + " " + row.why + " " + row.pool + " " + row.interface);
        return out;
    }
    using Rows = std::vector<std::string>;
    bool shows(const Rows& rows) {
        return turn_until([&] { return held() == rows; });
    }
    void end(Caller& caller) {
        caller.pppd->ends({});
        CHECK(turn_until([&] { return lac.endpoint.session_count() == lns.endpoint.session_count(); }));
    }

    std::shared_ptr<Config> config = test::config_of_lns();
};

}  // namespace

TEST_CASE_METHOD(Book, "A pool lends no address that a live user has from elsewhere", "[pool][call]") {
    Caller fixed(*this, 0);
    CHECK(fixed.lent == kFirst);
    CHECK(fixed.gets(kSecond, AddressOrigin::kFixed));
    CHECK(held() == Rows{"10.10.10.11 lent pool ", "10.10.10.12 fixed  "});
    fixed.is_up_with(kSecond);
    REQUIRE(shows({"10.10.10.12 fixed  ppp0"}));  // what was only lent went back
    Caller other(*this, 1);
    CHECK(other.lent == Octets{10, 10, 10, 13});
    Caller third(*this, 2);
    CHECK(third.lent == kFirst);
    User fourth(lac);
    fourth.calls();
    CHECK(told() == "4 0 \"no address is free in the pool\" true");
    for (auto* one : {&fixed, &other, &third}) end(*one);
    expect_nothing_left();
}

TEST_CASE_METHOD(Book, "What is fixed for a user is not taken from the one who has it, and the call ends with the reason", "[pool][call]") {
    lns.core.times.address_wait = milliseconds(5);
    Caller first(*this, 0), second(*this, 1);
    const auto origin = GENERATE(AddressOrigin::kFixed, AddressOrigin::kServer);
    second.asks(kFirst, origin);
    CHECK_FALSE(second.is_granted(kFirst));
    second.tells_the_end();
    CHECK(told() == "4 0 \"the link was closed\" true");
    const auto ended = lns.core.history.rows();
    CHECK(ended.at(0).reason == "address-taken");
    first.is_up_with(kFirst);
    REQUIRE(shows({"10.10.10.11 lent pool ppp0", "10.10.10.12 lent pool "}));  // the second one's pppd is not gone
    end(second);
    end(first);
    expect_nothing_left();
}

TEST_CASE_METHOD(Book, "A user who calls again at once waits for his fixed address until his last pppd is gone", "[pool][call]") {
    Caller before(*this, 0);
    CHECK(before.gets(kElsewhere, AddressOrigin::kFixed));
    before.is_up_with(kElsewhere);
    before.tells_the_end();
    REQUIRE(turn_until([&] { return lns.endpoint.session_count() == 0; }));
    Caller again(*this, 1);
    again.asks(kElsewhere, AddressOrigin::kFixed);
    lns.turn();
    CHECK(again.plugin.nothing_waits());
    before.pppd->ends({});
    CHECK(again.is_granted(kElsewhere));
    end(again);
    expect_nothing_left();
}

TEST_CASE_METHOD(Book, "A user chooses among the pool's free addresses, and nothing else", "[pool][call]") {
    Caller live(*this, 0), chooser(*this, 1);
    live.is_up_with(kFirst);
    CHECK_FALSE(chooser.gets(kFirst, AddressOrigin::kChosen));  // somebody has it
    CHECK_FALSE(chooser.gets(kElsewhere, AddressOrigin::kChosen));
    CHECK_FALSE(chooser.gets({10, 10, 10, 1}, AddressOrigin::kChosen));
    CHECK(chooser.gets(kSecond, AddressOrigin::kChosen));  // his own lease
    CHECK(chooser.gets({10, 10, 10, 13}, AddressOrigin::kChosen));
    chooser.is_up_with({10, 10, 10, 13});
    REQUIRE(shows({"10.10.10.11 lent pool ppp0", "10.10.10.13 chosen pool ppp0"}));
    CHECK(lns.leased("pool") == 2);
    end(live);
    end(chooser);
    expect_nothing_left();
}

TEST_CASE_METHOD(Book, "A group without a pool gives what the user wishes, but no address that is not a user's", "[pool][call]") {
    config->groups.at(0).accept_dialin->pool.clear();
    lns.use(config);
    Caller first(*this, 0), second(*this, 1);
    CHECK_FALSE(first.lent);
    for (const Octets& bad : {Octets{127, 0, 0, 1}, Octets{0, 0, 0, 5}, Octets{224, 0, 0, 1}, Octets{240, 1, 2, 3},
                              Octets{255, 255, 255, 255}, Octets{10, 10, 10, 1}})
        CHECK_FALSE(first.gets(bad, AddressOrigin::kChosen));
    CHECK(first.gets(kElsewhere, AddressOrigin::kChosen));
    CHECK_FALSE(second.gets(kElsewhere, AddressOrigin::kChosen));
    CHECK(first.gets(kSecond, AddressOrigin::kChosen));  // he changes his mind
    CHECK(second.gets(kElsewhere, AddressOrigin::kChosen));
    end(first);
    end(second);
    expect_nothing_left();
}

TEST_CASE_METHOD(Book, "An address that IPCP gave without a question is in the book; if another has it the call ends", "[pool][call]") {
    Caller first(*this, 0), second(*this, 1);
    first.is_up_with(kElsewhere);
    REQUIRE(shows({"10.10.10.12 lent pool ", "192.0.2.7 fixed  ppp0"}));
    second.is_up_with(kElsewhere);
    CHECK(told() == "4 0 \"another user has the address\" true");
    end(second);
    end(first);
    expect_nothing_left();
}

TEST_CASE_METHOD(Book, "No user gets an address of this machine: not a group's local-address, not an interface's", "[pool][call]") {
    auto other = config->groups.at(0);
    other.name = "other";
    other.accept_dialin->local_address = 0xc0000263;  // 192.0.2.99
    config->groups.push_back(other);
    config->groups.at(0).accept_dialin->pool.clear();
    lns.use(config);
    Caller caller(*this, 0);
    const auto origin = GENERATE(AddressOrigin::kChosen, AddressOrigin::kFixed);
    CHECK_FALSE(caller.gets({192, 0, 2, 99}, origin));
    CHECK_FALSE(caller.gets({10, 10, 10, 1}, origin));
    CHECK(caller.gets({192, 0, 2, 98}, origin));
    end(caller);
    expect_nothing_left();
}

TEST_CASE_METHOD(Book, "A pool lends none of this machine's addresses, and says why it is exhausted sooner", "[pool][call]") {
    config->pools["pool"].ranges = {{0x7f000005, 0x7f000006}, {0x0a0a0a0b, 0x0a0a0a0b}};  // loopback has 127.0.0.5
    lns.use(config);
    std::optional<Caller> first;
    const auto lines = test::logged(log::Level::kInfo, [&] { first.emplace(*this, 0); });
    CHECK(first->lent == kFirst);
    CHECK(lines.find("a pool has an address that is this machine's own: it is not lent pool=pool address=127.0.0.5") != lines.npos);
    CHECK(lns.leased("pool") == 1);  // they have gone back
    CHECK_FALSE(first->gets({127, 0, 0, 6}, AddressOrigin::kChosen));
    User second(lac);
    second.calls();
    CHECK(told() == "4 0 \"no address is free in the pool\" true");
    end(*first);
    expect_nothing_left();
}

TEST_CASE_METHOD(Book, "A pppd that asks for a refused address again and again does not fill the log", "[pool][log]") {
    Caller caller(*this, 0);
    const auto lines = test::logged(log::Level::kInfo, [&] {
        for (int i = 0; i < 60; ++i) CHECK_FALSE(caller.gets({10, 10, 10, 1}, AddressOrigin::kFixed));
    });
    std::size_t count = 0;
    for (auto at = lines.find("that is fixed for him"); at != lines.npos; at = lines.find("that is fixed for him", at + 1)) ++count;
    CHECK(count >= 1);
    CHECK(count <= 30);
    end(caller);
    expect_nothing_left();
}

TEST_CASE("The kernel knows which addresses are this machine's own", "[pool]") {
    CHECK(belongs_to_this_machine(0x7f000001));
    CHECK(belongs_to_this_machine(0xe0000001));
    CHECK_FALSE(belongs_to_this_machine(0xc0000207));
}
