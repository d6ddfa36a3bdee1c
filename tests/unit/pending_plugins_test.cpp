// pppds that connect to the plugin socket: how long they may say nothing, and how many.
#include "call/pending_plugins.h"

#include <sys/socket.h>

#include <array>
#include <optional>

#include "os/descriptor_store.h"
#include "support/call_site.h"
#include "support/temporary_directory.h"
#include "support/unix_client.h"

using namespace vpdnd;
using test::connect_to;
using test::ended;
using ipc::PluginMessage;
using test::PlayedPlugin;
using test::Site;
using Tag = ipc::PluginTag;

namespace {

constexpr std::chrono::milliseconds kAtOnce{1}, kNever{3'600'000};

struct Joint {
    explicit Joint(PendingPlugins::Limits limits) : plugins(lac.core.call_parts, lac.calls, limits) {}

    void connect(PlayedPlugin& plugin) {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
        plugin.take(UniqueFd(ends[1]));
        plugins.add(UniqueFd(ends[0]));
    }

    EventLoop loop;
    Site lac{loop, test::config_of_lac({})};
    PendingPlugins plugins;
};

}  // namespace

TEST_CASE("A plugin that says nothing is refused with the reason after its time", "[plugin]") {
    Joint joint({.most = 8, .time = kAtOnce});
    PlayedPlugin silent(joint.loop);
    joint.connect(silent);
    CHECK(joint.plugins.count() == 1);
    const auto refusal = silent.next();
    CHECK(refusal.type() == PluginMessage::kRefused);
    CHECK(refusal.text(Tag::kText) == "no hello within 1 ms");
    silent.expect_end();
    CHECK(joint.plugins.count() == 0);
    CHECK(joint.lac.calls.empty());
}

TEST_CASE("A plugin that has said its hello has no limit of time", "[plugin]") {
    // Where the machine is so slow that the hello comes too late: once more, with more time.
    auto time = std::chrono::milliseconds(100);
    std::optional<Joint> started;
    std::optional<PlayedPlugin> welcomed;
    for (bool welcome = false; !welcome; time *= 2) {
        REQUIRE(time < kNever);
        welcomed.reset();
        started.emplace(PendingPlugins::Limits{.most = 8, .time = time});
        welcomed.emplace(started->loop);
        started->connect(*welcomed);
        welcomed->hello(ipc::PluginMode::kLac);
        welcome = welcomed->next().type() == PluginMessage::kWelcome;
    }
    auto& joint = *started;
    auto& greeting = *welcomed;
    PlayedPlugin silent(joint.loop);
    CHECK(joint.plugins.count() == 0);
    joint.connect(silent);
    silent.expect(PluginMessage::kRefused);  // later than the other's time would have been over
    CHECK(greeting.nothing_waits());
    CHECK_FALSE(joint.lac.calls.empty());
    greeting.leave();
    CHECK(test::run_until(joint.loop, [&] { return joint.lac.calls.empty(); }));
}

TEST_CASE("A plugin that leaves, or that no call can come of, waits no more", "[plugin]") {
    Joint joint({.most = 8, .time = kNever});
    PlayedPlugin leaving(joint.loop), spawned(joint.loop);
    joint.connect(leaving);
    joint.connect(spawned);
    leaving.leave();
    spawned.hello(ipc::PluginMode::kLns);
    spawned.expect(PluginMessage::kWelcome);
    spawned.expect(PluginMessage::kRefused);
    spawned.expect_end();
    CHECK(test::run_until(joint.loop, [&] { return joint.plugins.count() == 0; }));
    CHECK(joint.lac.calls.empty());
}

TEST_CASE("Beyond the limit of silent plugins the next ones wait in the socket's queue until there is room", "[plugin]") {
    const test::TemporaryDirectory directory;
    const auto path = directory.path("plugin.sock");
    EventLoop loop;
    int room = 2;
    bool full = false;
    // Whether the test runs as root or not, what the listener takes is closed.
    const auto listener =
        listen_for_plugins(loop, path, {.room = [&] { return !(full = room-- == 0); }, .accepted = [](const UniqueFd&) {}});
    const std::array clients{connect_to(path, SOCK_SEQPACKET), connect_to(path, SOCK_SEQPACKET), connect_to(path, SOCK_SEQPACKET)};
    REQUIRE(test::run_until(loop, [&] { return full; }));
    CHECK(ended(clients[0]));
    CHECK(ended(clients[1]));
    CHECK_FALSE(ended(clients[2]));
    room = 1;
    listener->more_room();
    CHECK(test::run_until(loop, [&] { return ended(clients[2]); }));
}

TEST_CASE("A plugin that has said nothing yet is taken over, and becomes a call when it does", "[plugin]") {
    Joint joint({.most = 8, .time = kNever});
    PlayedPlugin plugin(joint.loop);
    joint.connect(plugin);
    DescriptorStore store;
    const auto saved = joint.plugins.save(store);
    REQUIRE(saved.size() == 1);
    PendingPlugins next(joint.lac.core.call_parts, joint.lac.calls, {.most = 8, .time = kNever});
    next.adopt(saved, store);
    CHECK(store.empty());
    CHECK(next.count() == 1);
    plugin.hello(ipc::PluginMode::kLac);
    plugin.expect(PluginMessage::kWelcome);
    plugin.leave();
    CHECK(test::run_until(joint.loop, [&] { return next.count() == 0 && joint.lac.calls.empty(); }));
}
