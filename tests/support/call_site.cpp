#include "support/call_site.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "ipc/control_json.h"
#include "os/descriptor_passing.h"

namespace test {

using namespace vpdnd;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

// Site --------------------------------------------------------------------------------------------------------

void EndedSessions::session_ended(const l2tp::SessionDown& session) {
    const auto& result = session.result;
    whole.push_back(session);
    rows.push_back(std::to_string(result.result) + " " + std::to_string(result.error.value_or(0)) + " " +
                   ipc::write_json(result.message) + (session.by_peer ? " true" : " false"));
}

Site::Site(EventLoop& event_loop, std::shared_ptr<const Config> first, bool with_workers)
    : loop(event_loop), plane(with_workers), core(loop, plane, supervisor, first, line_errors) {
    core.tunnel_observers.add(ended);
    core.use(std::move(first));
}

void Site::turn() {
    loop.post([] {});
    loop.turn();
}

// PlayedPlugin ------------------------------------------------------------------------------------------------

void PlayedPlugin::hello(ipc::PluginMode mode) {
    send(PluginMessage::kHello, [&](ipc::PluginMessageWriter& message) {
        message.put_u32(Tag::kProtocolVersion, ipc::kPluginProtocolVersion);
        message.put_u8(Tag::kMode, static_cast<std::uint8_t>(mode));
        message.put_u32(Tag::kPid, 4711);
    });
}

void PlayedPlugin::send(PluginMessage type, const Fill& fill, std::span<const int> descriptors) {
    std::array<std::uint8_t, 1024> buffer;
    ipc::PluginMessageWriter message(buffer, type);
    if (fill) fill(message);
    REQUIRE(send_packet(end_.get(), message.packet(), descriptors) > 0);
}

void PlayedPlugin::connect(PendingPlugins& plugins) {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    take(UniqueFd(ends[1]));
    plugins.add(UniqueFd(ends[0]));
    hello(ipc::PluginMode::kLac);
    expect(PluginMessage::kWelcome);
}

void PlayedPlugin::calls(const std::string& name, const Fill& more) {
    const UniqueFd device = some_descriptor(), channel = some_descriptor();
    const int descriptors[] = {device.get(), channel.get()};
    send(
        PluginMessage::kCall,
        [&](ipc::PluginMessageWriter& message) {
            message.put_bytes(Tag::kAuthName, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
            if (more) more(message);
        },
        descriptors);
}

void PlayedPlugin::is_asked_to_detach() {
    expect(PluginMessage::kForward);
    expect(PluginMessage::kDetach);
}

void PlayedPlugin::is_bridged() {
    is_asked_to_detach();
    send(PluginMessage::kDetached);
    expect(PluginMessage::kBridged);
}

/// Passed descriptors are dropped by the kernel: nobody gives recv() a place for them.
bool PlayedPlugin::receive() {
    size_ = ::recv(end_.get(), packet_.data(), packet_.size(), MSG_DONTWAIT);
    return size_ >= 0 || errno == ECONNRESET;
}

ipc::PluginMessageReader PlayedPlugin::next() {
    bool received = false;  // the condition may be asked again once it holds
    REQUIRE(run_until(loop_, [&] { return received = received || receive(); }));
    REQUIRE(size_ > 0);
    ipc::PluginMessageReader message;
    REQUIRE(message.parse({packet_.data(), static_cast<std::size_t>(size_)}) == ipc::PluginCodecError::kNone);
    return message;
}

bool PlayedPlugin::nothing_waits() {
    return !receive();
}

void PlayedPlugin::expect_end() {
    bool received = false;  // the condition may be asked again once it holds
    REQUIRE(run_until(loop_, [&] { return received = received || receive(); }));
    CHECK(size_ <= 0);
}

// User --------------------------------------------------------------------------------------------------------

User::User(Site& lac) : site(lac), plugin(lac.loop) {
    std::vector<CallId> before;
    site.calls.for_each([&](const Call& one) { before.push_back(one.id()); });
    plugin.connect(site.core.pending_plugins);
    site.calls.for_each([&](const Call& one) {
        if (std::ranges::find(before, one.id()) == before.end()) id = one.id();
    });
    REQUIRE(id != CallId{});
}

void User::calls(const std::string& name) {
    plugin.calls(name, [&](ipc::PluginMessageWriter& message) {
        message.put_u16(Tag::kAuthType, 3);  // PAP
        message.put_u8(Tag::kAuthId, 1);
        const std::array<std::uint8_t, 3> password{'p', 'a', 'p'};
        message.put_bytes(Tag::kAuthResponse, password);
        message.put_text(Tag::kCallingNumber, "2085730592");
        message.put_u64(Tag::kTxSpeed, 64000);
        if (also_says) also_says(message);
    });
}

void User::is_forwarded() {
    plugin.is_bridged();
    REQUIRE(site.turn_until([this] {
        const auto* live = call();
        return live && live->facts().ppp.stage == ipc::PppStage::kForwarded;
    }));
}

// Configurations ----------------------------------------------------------------------------------------------

namespace {

std::shared_ptr<Config> config_with(Group group) {
    auto out = std::make_shared<Config>();
    out->daemon.hostname = group.name;
    out->daemon.listen = {parse_literal("127.0.0.1", 0).front()};
    out->daemon.pppd = "/usr/sbin/pppd";
    out->daemon.plugin = "vpdn.so";
    out->daemon.search_order = {"domain"};
    out->daemon.domain_delimiters = "@";
    group.authentication = false;
    group.peers = {IpPrefix{parse_literal("127.0.0.1", 0).front().ip, 32}};
    out->groups = {std::move(group)};
    return out;
}

}  // namespace

std::shared_ptr<Config> config_of_lns() {
    Group group;
    group.name = "users";
    group.accept_dialin.emplace();
    group.accept_dialin->pool = "pool";
    auto out = config_with(std::move(group));
    out->pools["pool"].ranges = {{0x0a0a0a0b, 0x0a0a0a0c}};
    return out;
}

std::shared_ptr<Config> config_of_lac(const std::vector<l2tp::Address>& lns) {
    Group group;
    group.name = "wholesale";
    group.source_port = 0;
    group.request_dialin.emplace();
    group.request_dialin->domains = {"cisco.com"};
    unsigned priority = 0;
    for (const auto& address : lns)
        group.initiate_to.push_back({l2tp::to_string(address.ip), address.port, ++priority, 1, 0});
    return config_with(std::move(group));
}

}  // namespace test
