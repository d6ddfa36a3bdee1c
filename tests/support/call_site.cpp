#include "support/call_site.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "call/kernel_losses.h"
#include "ipc/control_json.h"
#include "os/descriptor_passing.h"

namespace test {

using namespace vpdnd;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

namespace {

class PlayedProcess : public PppdProcess {
  public:
    explicit PlayedProcess(std::shared_ptr<StartedPppd> pppd) : pppd_(std::move(pppd)) {}
    ~PlayedProcess() override { pppd_->alive = false; }
    pid_t pid() const override { return 4711; }
    void signal(int number) override { pppd_->signals.push_back(number); }

  private:
    std::shared_ptr<StartedPppd> pppd_;
};

std::string text_of(const ipc::Value::Object& fields) {
    std::string out;
    for (const auto& [name, value] : fields)
        if (name == "result" || name == "error" || name == "message" || name == "by_peer")
            out += (out.empty() ? "" : " ") + ipc::write_json(value);
    return out;
}

}  // namespace

// ScriptedSupervisor ------------------------------------------------------------------------------------------

tl::expected<std::unique_ptr<PppdProcess>, std::string> ScriptedSupervisor::start(const std::vector<std::string>& argv,
                                                                                 UniqueFd plugin_end,
                                                                                 Handlers handlers) {
    if (!fails_with.empty()) return tl::make_unexpected(fails_with);
    auto pppd = std::make_shared<StartedPppd>();
    pppd->argv = argv;
    pppd->plugin_end = std::move(plugin_end);
    pppd->handlers = std::move(handlers);
    started.push_back(pppd);
    return std::make_unique<PlayedProcess>(pppd);
}

// Site --------------------------------------------------------------------------------------------------------

Site::Site(EventLoop& event_loop, std::shared_ptr<const Config> first)
    : loop(event_loop),
      sockets(loop, [this](const l2tp::Path& path, std::span<const std::uint8_t> bytes) {
          endpoint.receive(Clock::now(), path, bytes);
          drain();
      }),
      host(sockets, plane), endpoint({}, host), tunnels(endpoint, sockets, plane), resolver(loop),
      parts{.loop = loop, .endpoint = endpoint, .dataplane = plane, .supervisor = supervisor, .pools = pools,
            .lns_choice = lns_choice, .resolver = resolver, .tunnels = tunnels, .policy = [this] { return policy; },
            .drain = [this] { drain(); },
            .bind = [this](l2tp::SessionKey key, Call& call) { calls.bind(key, call); },
            .finished = [this](Call& call) { calls.remove_later(call); }, .changed = [](const Call&) {},
            .bundle_gone = [this](const PppStatus& owner) {
                calls.for_each([&](Call& call) {
                    if (call.ppp().bundle == owner.bundle && call.ppp().interface == owner.interface) call.bundle_gone();
                });
            }},
      calls(loop), farewell(endpoint, calls, tunnels),
      runner(endpoint, sockets, tunnels, calls, parts, [this](std::string_view event, ipc::Value::Object fields) {
          if (event == "session-down") down.push_back(text_of(fields));
      }, [] { return true; }) {
    timer = loop.make_timer([this] {
        endpoint.on_time(Clock::now());
        drain();
    });
    watch_kernel_losses(parts, calls);
    REQUIRE(sockets.open_listeners(first->daemon.listen));
    use(std::move(first));
}

void Site::use(std::shared_ptr<const Config> next) {
    policy = std::make_shared<GroupPolicy>(next);
    host.use(policy);
    pools.configure(*next);
}

void Site::drain() {
    runner.drain();
    if (const auto next = endpoint.next_deadline()) timer->arm(*next);
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

bool PlayedPlugin::nothing_waits() { return !receive(); }

void PlayedPlugin::expect_end() {
    bool received = false;  // the condition may be asked again once it holds
    REQUIRE(run_until(loop_, [&] { return received = received || receive(); }));
    CHECK(size_ <= 0);
}

// User --------------------------------------------------------------------------------------------------------

User::User(Site& lac) : site(lac), plugin(lac.loop) {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    plugin.take(UniqueFd(ends[1]));
    auto made = std::make_shared<LacCall>(site.parts);
    call = made;
    made->start(std::make_unique<PluginLink>(
        site.loop, UniqueFd(ends[0]),
        PluginLink::Handlers{.hello = [](const PluginHello&) {},
                             .message =
                                 [this](const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors) {
                                     if (const auto live = call.lock()) live->on_message(message, descriptors);
                                 },
                             .closed =
                                 [this](const std::string& error) {
                                     if (const auto live = call.lock()) live->on_link_closed(error);
                                 }}));
    site.calls.add(std::move(made));
    plugin.hello(ipc::PluginMode::kLac);
    plugin.expect(PluginMessage::kWelcome);
}

void User::calls(const std::string& name) {
    const UniqueFd device = some_descriptor(), channel = some_descriptor();
    const int descriptors[] = {device.get(), channel.get()};
    plugin.send(
        PluginMessage::kCall,
        [&](ipc::PluginMessageWriter& message) {
            message.put_u16(Tag::kAuthType, 3);  // PAP
            message.put_bytes(Tag::kAuthName, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
            message.put_u8(Tag::kAuthId, 1);
            const std::array<std::uint8_t, 3> password{'p', 'a', 'p'};
            message.put_bytes(Tag::kAuthResponse, password);
            message.put_text(Tag::kCallingNumber, "2085730592");
            message.put_u64(Tag::kTxSpeed, 64000);
        },
        descriptors);
}

void User::is_asked_to_detach() {
    plugin.expect(PluginMessage::kForward);
    plugin.expect(PluginMessage::kDetach);
}

void User::is_forwarded() {
    is_asked_to_detach();
    plugin.send(PluginMessage::kDetached);
    plugin.expect(PluginMessage::kBridged);
    REQUIRE(site.turn_until([this] {
        const auto live = call.lock();
        return live && live->ppp().stage == "forwarded";
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
