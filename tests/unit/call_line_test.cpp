// What the two sides tell each other of the user's line and its data messages.
#include <fcntl.h>
#include <unistd.h>

#include "support/call_site.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Site;
using test::User;
using Tag = ipc::PluginTag;

TEST_CASE("A speed beyond 32 bits is told in 64 bits too, and read back whole", "[call][rfc2661][4.4.4]") {
    struct Row {
        std::uint64_t tx, rx;
        std::uint32_t avp_24;
        std::optional<std::uint32_t> avp_38;
        std::optional<std::uint64_t> avp_74, avp_75;
    };
    constexpr std::uint32_t kMost = 0xffffffff;
    constexpr std::uint64_t kOneMore = 0x100000000, kTenGigabit = 10'000'000'000;
    const auto row = GENERATE_COPY(values<Row>({
        {64000, 64000, 64000, {}, {}, {}},
        {64000, 33600, 64000, 33600, {}, {}},
        {kMost, kMost, kMost, {}, {}, {}},
        {kOneMore, kOneMore, kMost, {}, kOneMore, {}},
        {kTenGigabit, 1000000000, kMost, 1000000000, kTenGigabit, {}},
        {1000000000, kTenGigabit, 1000000000, kMost, {}, kTenGigabit},
        {kTenGigabit, kOneMore, kMost, kMost, kTenGigabit, kOneMore},
    }));
    l2tp::Iccn connected;
    put_speeds(connected, row.tx, row.rx);
    CHECK(connected.tx_speed == row.avp_24);
    CHECK(connected.rx_speed == row.avp_38);
    CHECK(connected.tx_speed_bps == row.avp_74);
    CHECK(connected.rx_speed_bps == row.avp_75);
    CallLine read;
    read.read(connected);
    CHECK(read.tx_speed == row.tx);
    CHECK(read.rx_speed == row.rx);
}

TEST_CASE("sequencing and reorder-timeout of a group are those of its data plane sessions", "[call][rfc2661][4.4.4-10][5.4-01]") {
    EventLoop loop;
    auto config = test::config_of_lns();
    config->groups[0].reorder_timeout = std::chrono::milliseconds(150);
    Site lns{loop, config};
    auto lacs = test::config_of_lac({lns.listener()});
    lacs->groups[0].reorder_timeout = std::chrono::milliseconds(250);
    lacs->groups[0].tunnel.sequencing = GENERATE(true, false);
    Site lac{loop, lacs};
    User user(lac);
    user.calls();
    user.is_forwarded();
    REQUIRE(test::run_until(loop, [&] { return lns.supervisor.started.size() == 1; }));
    CHECK(lac.plane.last_session.sequencing == lacs->groups[0].tunnel.sequencing);
    CHECK(lac.plane.last_session.reorder_timeout_ms == 250);
    CHECK(lac.plane.sequenced.empty());
    CHECK_FALSE(lns.plane.last_session.sequencing);
    CHECK(lns.plane.last_session.reorder_timeout_ms == 150);
    CHECK(lns.plane.sequenced.size() == (lacs->groups[0].tunnel.sequencing ? 1 : 0));
}

TEST_CASE("The ACCM that is told to the LAC is set on the user's line and kept for showing", "[call][rfc2661][6.14]") {
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Site lac{loop, test::config_of_lac({lns.listener()})};
    User user(lac);
    user.calls();
    user.is_forwarded();
    REQUIRE(test::run_until(loop, [&] { return lns.supervisor.started.size() == 1; }));
    test::PlayedPlugin plugin(loop);
    plugin.take(std::move(lns.supervisor.started[0]->plugin_end));
    plugin.hello(ipc::PluginMode::kLns);
    plugin.expect(PluginMessage::kWelcome);
    plugin.expect(PluginMessage::kConnect);
    const auto key = lns.endpoint.sessions().at(0).key;
    CHECK_FALSE(lns.calls.find(key)->facts().line.accm);
    plugin.send(PluginMessage::kLcpUp, [](ipc::PluginMessageWriter& message) {
        message.put_u8(Tag::kInjected, 0);
        message.put_u32(Tag::kSendAccm, 0xa0000);
        message.put_u32(Tag::kReceiveAccm, 0);
    });
    const l2tp::Sli told{.send_accm = 0xa0000, .receive_accm = 0};
    REQUIRE(test::run_until(loop, [&] { return lns.calls.find(key)->facts().line.accm == told; }));
    REQUIRE(user.call());
    REQUIRE(test::run_until(loop, [&] { return user.call()->facts().line.accm == told; }));
    CHECK(lac.plane.accms == std::vector{told});
}

TEST_CASE("Errors that a LAC's line counts during the call are told to the LNS, not more than once a minute",
          "[call][rfc2661][6.13-02]") {
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Site lac{loop, test::config_of_lac({lns.listener()})};
    l2tp::Wen counted{.framing = 0xfffffffe, .hardware_overruns = 7};  // since the machine was started
    int looked = 0;
    lac.line_errors.counted = [&](int) {
        ++looked;
        return std::optional(counted);
    };
    lac.core.times.line_errors = std::chrono::milliseconds(5);
    User user(lac);
    user.calls();
    user.is_forwarded();
    const auto key = lns.endpoint.sessions().at(0).key;
    const auto totals = [](const Call& call) {
        const auto& told = call.facts().wan_errors;
        return told ? std::optional(*told) : std::nullopt;
    };
    const auto told = [&] { return totals(*lns.calls.find(key)); };
    REQUIRE(test::run_until(loop, [&] { return looked >= 4; }));
    CHECK_FALSE(told());  // no error, no message
    counted.framing += 5;
    counted.buffer_overruns = 1;
    const l2tp::Wen first{.framing = 5, .buffer_overruns = 1};
    REQUIRE(test::run_until(loop, [&] { return told() == first; }));
    CHECK(totals(*user.call()) == first);
    counted.framing += 1;
    looked = 0;
    REQUIRE(test::run_until(loop, [&] { return looked >= 4; }));
    CHECK(told() == first);
    CHECK(totals(*user.call()) == first);
}

TEST_CASE("A line that counts no errors is left alone", "[call]") {
    CHECK_FALSE(LineErrors{}.read(-1));
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    CHECK_FALSE(LineErrors{}.read(null.get()));
    const UniqueFd terminal(::open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(terminal);
    CHECK_FALSE(LineErrors{}.read(terminal.get()));
}
