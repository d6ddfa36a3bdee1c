// Lines that users, their LACs and other peers can cause as often as they like: each kind is written a few times a second, the rest
// is counted.
#include "log/limited.h"
#include "support/lns_calls.h"
#include "support/logged.h"

using namespace vpdnd;
using ipc::PluginMessage;
using ipc::PluginTag;
using test::User;

namespace {

constexpr unsigned kTimes = 40;

unsigned count(const std::string& text, const std::string& kind) {
    unsigned found = 0;
    for (auto at = text.find(kind); at != std::string::npos; at = text.find(kind, at + 1)) ++found;
    return found;
}

/// `cause` makes kTimes lines of this kind, and of no other more than may be written.
void expect_limited(const std::string& kind, const std::function<void()>& cause) {
    const auto counted = log::suppressed_lines();
    const auto began = test::Clock::now();
    const auto lines = test::logged(log::Level::kInfo, cause);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(test::Clock::now() - began).count();
    const auto written = count(lines, " " + kind + " ");
    CHECK(written <= static_cast<unsigned>(log::Rate::kFaults) * (2 + seconds));
    CHECK(written < kTimes);
    CHECK(written + log::suppressed_lines() - counted == kTimes);
}

struct Noisy : test::LnsAndLac {
    /// A user who has called; a line of his that is wrong ends him.
    void each_user(const std::function<void(User&)>& goes_wrong) {
        for (unsigned i = 0; i < kTimes; ++i) {
            User user(lac);
            user.calls("user@elsewhere.org");
            user.plugin.expect(PluginMessage::kLocal);
            goes_wrong(user);
            user.plugin.expect_end();
            user.plugin.leave();
            REQUIRE(turn_until([&] { return lac.calls.empty(); }));
        }
    }
    TunnelRequest request() const {
        const auto& policy = *lac.core.policy;
        return {.settings = policy.settings(policy.config().groups.front()), .source = {}, .source_port = 0};
    }
    /// So many tunnels of the LAC's, each with an id of its own.
    std::vector<l2tp::TunnelId> open_tunnels() {
        std::vector<l2tp::TunnelId> ids;
        for (unsigned i = 0; i < kTimes; ++i) {
            const auto id = lac.tunnels.open(test::Clock::now(), request(), lns.listener(), true);
            REQUIRE(id);
            ids.push_back(*id);
        }
        return ids;
    }
};

}  // namespace

TEST_CASE_METHOD(Noisy, "Plugins that say that they failed do not flood the log", "[log][call]") {
    expect_limited("vpdn.so failed", [&] {
        each_user([](User& user) {
            user.plugin.send(PluginMessage::kFailed, [](ipc::PluginMessageWriter& message) { message.put_text(PluginTag::kText, "no"); });
        });
    });
}

TEST_CASE_METHOD(Noisy, "Plugins that send what cannot be read do not flood the log", "[log][call]") {
    expect_limited("connection to vpdn.so failed", [&] {
        each_user([](User& user) {
            user.plugin.send(PluginMessage::kPhase, [](ipc::PluginMessageWriter& message) {
                message.put_text(PluginTag::kText, "once");
                message.put_text(PluginTag::kText, "twice");
            });
        });
    });
}

TEST_CASE_METHOD(Noisy, "A local user who has somebody's address does not flood the log", "[log][call][pool]") {
    const std::array<std::uint8_t, 4> address{10, 10, 10, 11};
    const auto is_up = [&](User& user) {
        user.plugin.send(PluginMessage::kIpUp, [&](ipc::PluginMessageWriter& message) {
            message.put_text(PluginTag::kInterface, "ppp0");
            message.put_address(PluginTag::kPeerAddress, address);
        });
    };
    User first(lac), second(lac);
    for (auto* user : {&first, &second}) {
        user->calls("user@elsewhere.org");
        user->plugin.expect(PluginMessage::kLocal);
    }
    is_up(first);
    REQUIRE(turn_until([&] { return first.call()->addresses().size() == 1; }));
    expect_limited("a user who is served locally has an address that another user has", [&] {
        for (unsigned i = 0; i < kTimes; ++i) is_up(second);
        second.plugin.send(PluginMessage::kPhase, [](ipc::PluginMessageWriter& message) { message.put_text(PluginTag::kText, "running"); });
        REQUIRE(turn_until([&] { return second.call()->facts().ppp.stage == ipc::PppStage::kRunning; }));
    });
}

TEST_CASE_METHOD(Noisy, "An LNS that sets the ACCM again and again does not flood the log", "[log][call]") {
    User user(lac);
    user.calls();
    user.is_forwarded();
    REQUIRE(turn_until([&] { return lns.supervisor.started.size() == 1; }));
    const auto key = lns.endpoint.sessions().at(0).key;
    expect_limited("the LNS set the ACCM of the user's line", [&] {
        for (unsigned i = 0; i < kTimes; ++i) {
            lns.endpoint.send_sli(test::Clock::now(), key, {.send_accm = i, .receive_accm = 0});
            lns.turn();
            REQUIRE(turn_until([&] { return lac.plane.accms.size() == i + 1; }));
        }
    });
}

TEST_CASE_METHOD(Noisy, "Tunnels whose data plane fails do not flood the log", "[log][tunnels]") {
    lns.plane.tunnel_fails_with = ENOMEM;
    expect_limited("tunnel closed: its data plane failed", [&] {
        open_tunnels();
        REQUIRE(turn_until([&] { return lac.endpoint.tunnel_count() == 0; }));
    });
}

TEST_CASE_METHOD(Noisy, "Tunnels whose peer is silent do not flood the log", "[log][tunnels]") {
    const auto ids = open_tunnels();
    expect_limited("the peer of a tunnel does not answer: another tunnel is opened beside it", [&] {
        for (const auto id : ids) lac.tunnels.doubt(id);
    });
}
