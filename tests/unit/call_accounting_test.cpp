// Calls of an LNS as sessions of accounting. Servers, pppds and plugins are played by the test; the LAC's are in
// tests/e2e/host/accounting.test.
#include "event/call_accounting.h"

#include "support/judged_users.h"
#include "support/lns_calls.h"
#include "support/scripted_radius.h"

using namespace vpdnd;
using namespace radius::literals;
using ipc::PluginMessage;
using radius::Outcome;
using Tag = ipc::PluginTag;
using test::Caller;

namespace {

constexpr char kUser[] = "user@cisco.com";

/// An LNS whose users a server judges, and another one is told of.
struct AccountedLns : test::LnsAndLac {
    explicit AccountedLns(Accounting mode = Accounting::kYes) {
        use(mode);
        acknowledge();  // Accounting-On
    }
    void use(Accounting mode) {
        auto config = test::config_of_lns();
        config->groups[0].accept_dialin->radius = "isp";
        config->groups[0].radius_accounting = mode;
        config->pools["pool"].ranges = {{0x0a0a0a0b, 0x0a0a0a1f}};
        lns.use(config);
        lns.core.user_authenticator.use({{"isp", {&users, {.identifier = "lns1", .address = {}}, std::chrono::seconds(20)}}});
        AccountingLedger::Servers servers{.service = &accounting, .identity = {}, .start_within = std::chrono::milliseconds(50)};
        servers.identity.add("NAS-Identifier"_attr, "lns1");
        lns.core.accounting.ledger().use({{"isp", servers}});
    }
    void is_let_in(Caller& caller, const radius::AttributeList& accept = {}, const std::string& user = kUser) {
        const auto before = users.asked.size();
        test::asks(caller.plugin, user, "pap");
        REQUIRE(turn_until([&] { return users.asked.size() == before + 1; }));
        users.answer(Outcome::kAccepted, accept);
        caller.plugin.expect(PluginMessage::kVerdict);
    }
    void logs_in(Caller& caller, const radius::AttributeList& accept = {}, bool may_join = false) {
        is_let_in(caller, accept);
        caller.is_authenticated(kUser, may_join);
    }
    void negotiates_anew(Caller& caller) {
        caller.plugin.send(PluginMessage::kIpDown, [](ipc::PluginMessageWriter&) {});
        caller.plugin.send(PluginMessage::kLcpUp, [](ipc::PluginMessageWriter& message) { message.put_u8(Tag::kInjected, 0); });
    }
    /// The nth request to the accounting server (from 0), which is there or comes.
    const radius::AttributeList& request(std::size_t n) {
        REQUIRE(turn_until([&] { return accounting.asked.size() > n; }));
        return accounting.asked[n];
    }
    void acknowledge() { accounting.answer(Outcome::kRecorded); }
    static std::uint32_t kind(const radius::AttributeList& request) { return request.integer("Acct-Status-Type"_attr).value_or(0); }
    void ends(Caller& caller, std::uint16_t status) {
        caller.plugin.send(PluginMessage::kEnded, [&](ipc::PluginMessageWriter& message) {
            message.put_u16(Tag::kExitStatus, status);
            message.put_text(Tag::kText, "the end");
        });
    }
    std::string told_down() { return LnsAndLac::told(); }
    void settle() { test::LoopRunner(loop).settle(); }

    test::ScriptedRadius users, accounting;
};

constexpr std::uint32_t kStart = 1, kStop = 2, kOn = 7;

radius::AttributeList accept_of_user() {
    radius::AttributeList out;
    out.add("Class"_attr, radius::Octets(base::Bytes{1, 2}));
    out.add("Class"_attr, radius::Octets(base::Bytes{3}));
    return out;
}

}  // namespace

TEST_CASE_METHOD(AccountedLns, "A user's session begins when IP is up, with what the servers gave him", "[accounting][call][rfc2866]") {
    CHECK(kind(request(0)) == kOn);
    Caller caller(*this, 0);
    logs_in(caller, accept_of_user());
    settle();
    CHECK(accounting.asked.size() == 1);
    caller.is_up_with({10, 10, 10, 12});
    const auto start = request(1);
    CHECK(kind(start) == kStart);
    CHECK(start.text("User-Name"_attr) == kUser);
    CHECK(start.address("Framed-IP-Address"_attr) == radius::Ipv4{10, 10, 10, 12});
    CHECK(start.text("Acct-Session-Id"_attr) == users.asked[0].text("Acct-Session-Id"_attr));
    CHECK(start.text("Calling-Station-Id"_attr) == users.asked[0].text("Calling-Station-Id"_attr));
    CHECK(start.integer("NAS-Port"_attr) == users.asked[0].integer("NAS-Port"_attr));
    CHECK(start.integer("Acct-Authentic"_attr) == 1);
    CHECK(start.text("NAS-Identifier"_attr) == "lns1");
    CHECK(start.text("Tunnel-Client-Auth-Id"_attr) == "wholesale");
    CHECK(start.text("Tunnel-Server-Endpoint"_attr) == "127.0.0.1");
    CHECK(start.text("Acct-Tunnel-Connection"_attr).has_value());
    const auto classes = start.all("Class"_attr);
    REQUIRE(classes.size() == 2);
    CHECK(classes[0]->value == base::Bytes{1, 2});
    acknowledge();
    ends(caller, 12);
    const auto stop = request(2);
    CHECK(kind(stop) == kStop);
    CHECK(stop.integer("Acct-Terminate-Cause"_attr) == 4);
    CHECK(stop.address("Framed-IP-Address"_attr) == radius::Ipv4{10, 10, 10, 12});
    CHECK(stop.text("Acct-Session-Id"_attr) == start.text("Acct-Session-Id"_attr));
    CHECK(stop.all("Class"_attr).size() == 2);
    CHECK(lns.core.accounting.ledger().open() == 0);
}

TEST_CASE_METHOD(AccountedLns, "Who was let in but never had IP is told by a Stop alone", "[accounting][call]") {
    Caller caller(*this, 0);
    logs_in(caller, accept_of_user());
    ends(caller, 10);
    const auto stop = request(1);
    CHECK(kind(stop) == kStop);
    CHECK(stop.text("Acct-Session-Id"_attr) == users.asked[0].text("Acct-Session-Id"_attr));
    CHECK(stop.integer("Acct-Terminate-Cause"_attr) == 17);
    CHECK(stop.integer("Acct-Session-Time"_attr) == 0);
    CHECK(stop.all("Class"_attr).size() == 2);
}

TEST_CASE_METHOD(AccountedLns, "Who was let in, and of whom his pppd has not said so yet, is told by a Stop as well",
                 "[accounting][call]") {
    Caller caller(*this, 0);
    is_let_in(caller, accept_of_user());
    ends(caller, 10);
    const auto stop = request(1);
    CHECK(kind(stop) == kStop);
    CHECK(stop.text("Acct-Session-Id"_attr) == users.asked[0].text("Acct-Session-Id"_attr));
}

TEST_CASE_METHOD(AccountedLns, "Octets are told as the user sees them: in is what came from him", "[accounting][call][rfc2866][5.3]") {
    Caller caller(*this, 0);
    logs_in(caller);
    caller.is_up_with({10, 10, 10, 12});
    CHECK(kind(request(1)) == kStart);
    acknowledge();
    lns.plane.counters = SessionStatistics{.bytes_in = 100, .bytes_out = 0x1'0000'0002, .packets_in = 3, .packets_out = 4};
    ends(caller, 12);
    const auto stop = request(2);
    CHECK(stop.integer("Acct-Input-Octets"_attr) == 100);
    CHECK(stop.integer("Acct-Output-Octets"_attr) == 2);
    CHECK(stop.integer("Acct-Output-Gigawords"_attr) == 1);
    CHECK(stop.integer("Acct-Input-Packets"_attr) == 3);
    CHECK(stop.integer("Acct-Output-Packets"_attr) == 4);
}

TEST_CASE_METHOD(AccountedLns, "Who logs in anew on the same call is another session with what came since", "[accounting][call]") {
    Caller caller(*this, 0);
    logs_in(caller);
    caller.is_up_with({10, 10, 10, 12});
    const auto first = request(1);
    acknowledge();
    lns.plane.counters = SessionStatistics{.bytes_in = 100, .bytes_out = 200, .packets_in = 1, .packets_out = 2};
    negotiates_anew(caller);
    is_let_in(caller, {}, "other@cisco.com");
    const auto stop = request(2);
    CHECK(kind(stop) == kStop);
    CHECK(stop.text("Acct-Session-Id"_attr) == first.text("Acct-Session-Id"_attr));
    CHECK(stop.text("User-Name"_attr) == kUser);
    CHECK(stop.integer("Acct-Terminate-Cause"_attr) == 1);
    CHECK(stop.integer("Acct-Input-Octets"_attr) == 100);
    acknowledge();
    caller.is_authenticated("other@cisco.com");
    caller.is_up_with({10, 10, 10, 13});
    const auto second = request(3);
    CHECK(kind(second) == kStart);
    CHECK(second.text("User-Name"_attr) == "other@cisco.com");
    CHECK(second.text("Acct-Session-Id"_attr) != first.text("Acct-Session-Id"_attr));
    CHECK(second.text("Acct-Session-Id"_attr) == users.asked[1].text("Acct-Session-Id"_attr));
    acknowledge();
    lns.plane.counters = SessionStatistics{.bytes_in = 150, .bytes_out = 260, .packets_in = 5, .packets_out = 7};
    ends(caller, 12);
    const auto last = request(4);
    CHECK(last.text("Acct-Session-Id"_attr) == second.text("Acct-Session-Id"_attr));
    CHECK(last.integer("Acct-Input-Octets"_attr) == 50);
    CHECK(last.integer("Acct-Output-Octets"_attr) == 60);
    CHECK(last.integer("Acct-Output-Packets"_attr) == 5);
}

TEST_CASE_METHOD(AccountedLns, "Who logs in anew before IP was up has a Stop of the login before", "[accounting][call]") {
    Caller caller(*this, 0);
    is_let_in(caller, accept_of_user());
    negotiates_anew(caller);
    is_let_in(caller);
    const auto stop = request(1);
    CHECK(kind(stop) == kStop);
    CHECK(stop.text("Acct-Session-Id"_attr) == users.asked[0].text("Acct-Session-Id"_attr));
    CHECK(stop.all("Class"_attr).size() == 2);
    CHECK(users.asked[1].text("Acct-Session-Id"_attr) != users.asked[0].text("Acct-Session-Id"_attr));
}

TEST_CASE_METHOD(AccountedLns, "Of a user who was refused nothing is told", "[accounting][call]") {
    Caller caller(*this, 0);
    test::asks(caller.plugin, kUser, "wrong");
    REQUIRE(turn_until([&] { return users.asked.size() == 1; }));
    users.answer(Outcome::kRejected);
    caller.plugin.expect(PluginMessage::kVerdict);
    ends(caller, 11);
    CHECK_FALSE(told_down().empty());
    settle();
    CHECK(accounting.asked.size() == 1);
}

TEST_CASE_METHOD(AccountedLns, "Links of a bundle have one Acct-Multi-Session-Id and are counted",
                 "[accounting][call][rfc2866][5.11][5.12]") {
    Caller first(*this, 0), second(*this, 1);
    logs_in(first, {}, true);
    first.joins("bundle", true);
    const auto one = request(1);
    acknowledge();
    logs_in(second, {}, true);
    second.joins("bundle", false);
    const auto two = request(2);
    acknowledge();
    CHECK(one.text("Acct-Multi-Session-Id"_attr) == one.text("Acct-Session-Id"_attr));
    CHECK(two.text("Acct-Multi-Session-Id"_attr) == one.text("Acct-Session-Id"_attr));
    CHECK(two.text("Acct-Session-Id"_attr) != one.text("Acct-Session-Id"_attr));
    CHECK(one.integer("Acct-Link-Count"_attr) == 1);
    CHECK(two.integer("Acct-Link-Count"_attr) == 2);
    ends(second, 0);
    CHECK(request(3).integer("Acct-Link-Count"_attr) == 2);
}

TEST_CASE_METHOD(AccountedLns, "Who logs in anew on a link of a bundle that stays up has a Start and a Stop of his own",
                 "[accounting][call][multilink]") {
    Caller caller(*this, 0);
    logs_in(caller, {}, true);
    caller.joins("bundle", true);
    const auto first = request(1);
    acknowledge();
    lns.plane.counters = SessionStatistics{.bytes_in = 100, .bytes_out = 200, .packets_in = 1, .packets_out = 2};
    is_let_in(caller);
    CHECK(request(2).integer("Acct-Input-Octets"_attr) == 100);
    acknowledge();
    caller.is_authenticated(kUser, true);  // and pppd tells nothing of IP
    const auto second = request(3);
    CHECK(kind(second) == kStart);
    CHECK(second.text("Acct-Session-Id"_attr) != first.text("Acct-Session-Id"_attr));
    acknowledge();
    lns.plane.counters = SessionStatistics{.bytes_in = 150, .bytes_out = 260, .packets_in = 5, .packets_out = 7};
    ends(caller, 12);
    CHECK(request(4).integer("Acct-Input-Octets"_attr) == 50);
}

namespace {

struct UnaccountedLns : AccountedLns {
    UnaccountedLns() : AccountedLns(Accounting::kNo) {}
};

}  // namespace

TEST_CASE_METHOD(UnaccountedLns, "A reload that turns accounting on holds for new calls", "[accounting][call]") {
    Caller caller(*this, 0);
    logs_in(caller);
    caller.is_up_with({10, 10, 10, 12});
    settle();
    use(Accounting::kYes);
    caller.plugin.send(PluginMessage::kIpDown, [](ipc::PluginMessageWriter&) {});
    caller.is_up_with({10, 10, 10, 12});
    ends(caller, 12);
    CHECK_FALSE(told_down().empty());
    settle();
    CHECK(accounting.asked.size() == 1);
    Caller later(*this, 1);
    logs_in(later);
    later.is_up_with({10, 10, 10, 13});
    CHECK(kind(request(1)) == kStart);
}

namespace {

struct RequiredLns : AccountedLns {
    RequiredLns() : AccountedLns(Accounting::kRequired) {}
};

}  // namespace

TEST_CASE_METHOD(RequiredLns, "Where accounting is required a call ends whose Start nobody takes", "[accounting][call]") {
    Caller caller(*this, 0);
    logs_in(caller);
    caller.is_up_with({10, 10, 10, 12});
    CHECK(kind(request(1)) == kStart);
    CHECK(caller.plugin.next().type() == PluginMessage::kHangUp);
    ends(caller, 5);
    CHECK(told_down() == "4 0 \"no RADIUS server took its Start\" true");
}
