#include "pppd/plugin_link.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "os/descriptor_passing.h"
#include "os/descriptor_store.h"
#include "pppd/command_line.h"
#include "pppd/pppd_supervisor.h"
#include "support/catch.h"
#include "support/run_loop.h"

using namespace vpdnd;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;
using test::run_until;

namespace {

/// The plugin's side of a conversation, by hand, and what the daemon's side reported.
struct Conversation {
    explicit Conversation(EventLoop& loop) {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
        plugin.reset(ends[1]);
        link = std::make_unique<PluginLink>(loop, UniqueFd(ends[0]), handlers());
    }
    PluginLink::Handlers handlers() {
        return {.hello = [this](const PluginHello& hello) { greeted = hello; },
                .message =
                    [this](const ipc::PluginMessageReader& message, std::vector<UniqueFd>& fds) {
                        types.push_back(message.type());
                        descriptors += fds.size();
                    },
                .closed = [this](const std::string& error) { closed = error; }};
    }
    void hello(std::uint32_t version, std::uint8_t mode = 1) {
        std::array<std::uint8_t, 128> buffer;
        ipc::PluginMessageWriter message(buffer, PluginMessage::kHello);
        message.put_u32(Tag::kProtocolVersion, version);
        message.put_u8(Tag::kMode, mode);
        message.put_u32(Tag::kPid, 77);
        message.put_text(Tag::kPppdVersion, "2.4.9");
        send(message.packet());
    }
    void send(std::span<const std::uint8_t> packet) {
        REQUIRE(::send(plugin.get(), packet.data(), packet.size(), 0) == static_cast<ssize_t>(packet.size()));
    }
    ipc::PluginMessageReader answer() {
        const auto size = ::recv(plugin.get(), received.data(), received.size(), 0);
        REQUIRE(size > 0);
        ipc::PluginMessageReader message;
        REQUIRE(message.parse({received.data(), static_cast<std::size_t>(size)}) == ipc::PluginCodecError::kNone);
        return message;
    }

    UniqueFd plugin;
    std::unique_ptr<PluginLink> link;
    std::optional<PluginHello> greeted;
    std::vector<PluginMessage> types;
    std::size_t descriptors = 0;
    std::optional<std::string> closed;
    std::array<std::uint8_t, ipc::kMaxPluginMessage> received{};
};

}  // namespace

TEST_CASE("A plugin of the same version is welcomed, its messages are passed on", "[plugin]") {
    EventLoop loop;
    Conversation talk(loop);
    talk.hello(ipc::kPluginProtocolVersion, 2);
    std::array<std::uint8_t, 16> buffer;
    talk.send(ipc::PluginMessageWriter(buffer, PluginMessage::kDetached).packet());
    REQUIRE(run_until(loop, [&] { return !talk.types.empty(); }));
    REQUIRE(talk.greeted);
    CHECK(talk.greeted->mode == ipc::PluginMode::kLac);
    CHECK(talk.greeted->pid == 77);
    CHECK(talk.types == std::vector{PluginMessage::kDetached});
    CHECK(talk.answer().type() == PluginMessage::kWelcome);
}

TEST_CASE("A plugin of another version is told both versions and closed", "[plugin]") {
    EventLoop loop;
    Conversation talk(loop);
    talk.hello(ipc::kPluginProtocolVersion + 1);
    REQUIRE(run_until(loop, [&] { return talk.closed.has_value(); }));
    CHECK_FALSE(talk.greeted);
    const auto answer = talk.answer();
    CHECK(answer.type() == PluginMessage::kRefused);
    CHECK(std::string(answer.text(Tag::kText).value()).find("version " + std::to_string(ipc::kPluginProtocolVersion)) != std::string::npos);
}

TEST_CASE("A conversation that breaks the rules is closed with the reason", "[plugin]") {
    EventLoop loop;
    Conversation talk(loop);
    SECTION("a first message that is no hello") {
        std::array<std::uint8_t, 16> buffer;
        talk.send(ipc::PluginMessageWriter(buffer, PluginMessage::kDetached).packet());
        REQUIRE(run_until(loop, [&] { return talk.closed.has_value(); }));
        CHECK(talk.closed->find("not a hello") != std::string::npos);
    }
    SECTION("bytes that are no message") {
        const std::array<std::uint8_t, 3> junk{0xff, 0xff, 0xff};
        talk.send(junk);
        REQUIRE(run_until(loop, [&] { return talk.closed.has_value(); }));
        CHECK(talk.closed->find("malformed") != std::string::npos);
    }
    SECTION("the plugin goes away: no error") {
        talk.plugin.reset();
        REQUIRE(run_until(loop, [&] { return talk.closed.has_value(); }));
        CHECK(talk.closed->empty());
    }
}

TEST_CASE("What the plugin said last is heard though it ended without reading the welcome", "[plugin]") {
    EventLoop loop;
    Conversation talk(loop);
    talk.hello(ipc::kPluginProtocolVersion);
    REQUIRE(run_until(loop, [&] { return talk.greeted.has_value(); }));
    std::array<std::uint8_t, 64> buffer;
    ipc::PluginMessageWriter failed(buffer, PluginMessage::kFailed);
    failed.put_text(Tag::kText, "no symbol");
    talk.send(failed.packet());
    talk.plugin.reset();
    REQUIRE(run_until(loop, [&] { return talk.closed.has_value(); }));
    CHECK(talk.types == std::vector{PluginMessage::kFailed});
    CHECK(talk.closed->empty());
}

TEST_CASE("Descriptors of a message arrive with it", "[plugin]") {
    EventLoop loop;
    Conversation talk(loop);
    talk.hello(ipc::kPluginProtocolVersion, 2);
    std::array<std::uint8_t, 16> buffer;
    const auto packet = ipc::PluginMessageWriter(buffer, PluginMessage::kCall).packet();
    const std::array descriptors{0, 1};
    REQUIRE(send_packet(talk.plugin.get(), packet, descriptors) > 0);
    REQUIRE(run_until(loop, [&] { return !talk.types.empty(); }));
    CHECK(talk.descriptors == 2);
}

TEST_CASE("A conversation goes on with another owner, from the first message that nobody has read", "[plugin]") {
    EventLoop loop;
    Conversation talk(loop);
    DescriptorStore store;
    talk.hello(ipc::kPluginProtocolVersion, 2);
    REQUIRE(run_until(loop, [&] { return talk.greeted.has_value(); }));
    CHECK(talk.answer().type() == PluginMessage::kWelcome);
    const auto record = talk.link->save(store, "call-1");
    REQUIRE(record);
    CHECK(record->socket == "call-1");
    CHECK(record->hello->mode == ipc::PluginMode::kLac);
    CHECK(record->hello->pid == 77);
    CHECK(record->hello->pppd_version == "2.4.9");
    talk.link.reset();
    talk.greeted.reset();
    std::array<std::uint8_t, 16> buffer;
    talk.send(ipc::PluginMessageWriter(buffer, PluginMessage::kDetached).packet());

    talk.link = PluginLink::adopt(loop, *record, store, talk.handlers());
    CHECK(store.empty());
    REQUIRE(run_until(loop, [&] { return !talk.types.empty(); }));
    CHECK(talk.types == std::vector{PluginMessage::kDetached});
    CHECK_FALSE(talk.greeted);
    CHECK_FALSE(talk.closed);
    talk.link->send(PluginMessage::kHangUp);
    CHECK(talk.answer().type() == PluginMessage::kHangUp);
    CHECK(talk.link->save(store, "again"));
    store.take("again");
    talk.link.reset();  // the last descriptor of ours
    CHECK(::recv(talk.plugin.get(), talk.received.data(), talk.received.size(), 0) == 0);
}

TEST_CASE("A conversation that goes on with another owner before its hello is greeted there", "[plugin]") {
    EventLoop loop;
    Conversation talk(loop);
    DescriptorStore store;
    const auto record = talk.link->save(store, "call-1");
    REQUIRE(record);
    CHECK_FALSE(record->hello);
    talk.link.reset();
    talk.hello(ipc::kPluginProtocolVersion, 2);
    talk.link = PluginLink::adopt(loop, *record, store, talk.handlers());
    REQUIRE(run_until(loop, [&] { return talk.greeted.has_value(); }));
    CHECK(talk.answer().type() == PluginMessage::kWelcome);
    CHECK_FALSE(talk.closed);
}

TEST_CASE("A conversation whose descriptor was lost is broken, told from the loop", "[plugin]") {
    EventLoop loop;
    DescriptorStore store;
    std::optional<std::string> closed;
    const auto link = PluginLink::adopt(loop, {"call-1", {}}, store,
                                        {.hello = [](const PluginHello&) { FAIL(); },
                                         .message = [](const ipc::PluginMessageReader&, std::vector<UniqueFd>&) { FAIL(); },
                                         .closed = [&](const std::string& error) { closed = error; }});
    CHECK_FALSE(closed);
    REQUIRE(run_until(loop, [&] { return closed.has_value(); }));
    CHECK(closed->find("Bad file descriptor") != std::string::npos);
    CHECK_FALSE(link->save(store, "call-1"));
}

TEST_CASE("argv of a pppd holds nothing of the peer", "[pppd]") {
    CHECK(command_line({"/usr/sbin/pppd", "vpdn.so", "/etc/vpdnd/ppp/lns.options", true}) ==
          std::vector<std::string>{"/usr/sbin/pppd", "plugin", "vpdn.so", "vpdn-fd", "3", "nodetach", "auth", "file",
                                   "/etc/vpdnd/ppp/lns.options", "debug"});
}
