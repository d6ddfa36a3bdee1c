#include "pppd/plugin_link.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "os/descriptor_passing.h"
#include "os/descriptor_store.h"

namespace vpdnd {
namespace {

std::string error_text(const char* step) { return std::string(step) + ": " + std::system_category().message(errno); }

}  // namespace

PluginLink::PluginLink(EventLoop& loop, UniqueFd socket, Handlers handlers)
    : loop_(loop), socket_(std::move(socket)), handlers_(std::move(handlers)) {
    auto watch = loop.watch_readable(socket_.get(), [this] { on_readable(); });
    if (watch) watch_ = std::move(*watch);
    else close_later("watch the plugin's socket: " + watch.error().message());
}

PluginLink::~PluginLink() { *alive_ = false; }

std::optional<PluginLinkRecord> PluginLink::save(DescriptorStore& store, std::string name) const {
    auto socket = socket_.duplicate();
    if (!socket) return {};
    store.put(name, std::move(socket));
    return PluginLinkRecord{std::move(name), hello_};
}

std::unique_ptr<PluginLink> PluginLink::adopt(EventLoop& loop, const PluginLinkRecord& record, DescriptorStore& store,
                                              Handlers handlers) {
    auto link = std::make_unique<PluginLink>(loop, store.take(record.socket), std::move(handlers));
    link->hello_ = record.hello;
    return link;
}

void PluginLink::on_readable() {
    const auto alive = alive_;
    while (*alive && socket_ && receive_one()) {
    }
}

bool PluginLink::receive_one() {
    std::array<std::uint8_t, ipc::kMaxPluginMessage> packet;
    auto received = receive_packet(socket_.get(), packet, MSG_DONTWAIT);
    if (received.size < 0) {
        if (errno == EAGAIN || errno == EINTR) return false;
        // Told once, before anything else, of a plugin that ended with a message of ours unread. Its last words come next.
        if (errno == ECONNRESET) return true;
        close(error_text("read from the plugin"));
        return false;
    }
    if (received.size == 0) {
        close({});
        return false;
    }
    if (received.cut_off) {
        close("message from the plugin is too long");
        return false;
    }
    std::vector<UniqueFd> descriptors;
    for (auto& passed : std::span(received.descriptors).first(received.count)) descriptors.push_back(std::move(passed));
    const auto message = std::span(packet).first(static_cast<std::size_t>(received.size));
    on_packet(message, descriptors);
    ::explicit_bzero(message.data(), message.size());  // a Call holds the user's password
    return true;
}

void PluginLink::on_packet(std::span<const std::uint8_t> packet, std::vector<UniqueFd>& descriptors) {
    ipc::PluginMessageReader message;
    if (const auto error = message.parse(packet); error != ipc::PluginCodecError::kNone)
        return close(std::string("malformed message from the plugin: ") + ipc::describe(error));
    if (!hello_) return on_hello(message);
    handlers_.message(message, descriptors);
}

void PluginLink::on_hello(const ipc::PluginMessageReader& message) {
    using Tag = ipc::PluginTag;
    const auto version = message.u32(Tag::kProtocolVersion);
    const auto mode = message.u8(Tag::kMode);
    const auto pid = message.u32(Tag::kPid);
    if (message.type() != ipc::PluginMessage::kHello || !version)
        return close("the plugin's first message is not a hello");
    if (*version != ipc::kPluginProtocolVersion) {
        const auto text = "vpdn.so speaks version " + std::to_string(*version) + " of the plugin protocol, vpdnd version " +
                          std::to_string(ipc::kPluginProtocolVersion) + ": install both from the same release";
        send_text(ipc::PluginMessage::kRefused, text);
        return close(text);
    }
    constexpr auto kLastMode = static_cast<std::uint8_t>(ipc::PluginMode::kLine);
    if (!mode || *mode < 1 || *mode > kLastMode || !pid) return close("the plugin's hello lacks its mode or pid");
    hello_ = {static_cast<ipc::PluginMode>(*mode), static_cast<pid_t>(*pid),
              std::string(message.text(Tag::kPppdVersion).value_or(""))};
    std::array<std::uint8_t, 256> buffer;
    ipc::PluginMessageWriter welcome(buffer, ipc::PluginMessage::kWelcome);
    welcome.put_u32(Tag::kProtocolVersion, ipc::kPluginProtocolVersion);
    welcome.put_text(Tag::kPackageVersion, PACKAGE_VERSION);
    send(welcome);
    handlers_.hello(PluginHello(*hello_));  // a copy: the link may be destroyed inside
}

void PluginLink::send(const ipc::PluginMessageWriter& message, std::span<const int> descriptors) {
    if (!socket_) return;
    const bool sent = message.ok() && send_packet(socket_.get(), message.packet(), descriptors, MSG_DONTWAIT) >= 0;
    if (sent || (message.ok() && (errno == EPIPE || errno == ECONNRESET))) return;  // the end is learned from reading
    close_later(message.ok() ? error_text("write to the plugin") : std::string("message to the plugin is too long"));
}

void PluginLink::send(ipc::PluginMessage type) {
    std::array<std::uint8_t, 16> buffer;
    send(ipc::PluginMessageWriter(buffer, type));
}

void PluginLink::send_text(ipc::PluginMessage type, const std::string& text) {
    std::array<std::uint8_t, 1024> buffer;
    ipc::PluginMessageWriter message(buffer, type);
    message.put_text(ipc::PluginTag::kText, std::string_view(text).substr(0, 900));
    send(message);
}

void PluginLink::finish() { ::shutdown(socket_.get(), SHUT_WR); }

void PluginLink::close_later(const std::string& error) {
    loop_.post([this, alive = alive_, error] {
        if (*alive) close(error);
    });
}

void PluginLink::close(const std::string& error) {
    if (!handlers_.closed) return;
    watch_.reset();
    socket_.reset();
    // The handler may destroy this object: nothing of it is touched afterwards.
    const auto closed = std::exchange(handlers_.closed, {});
    closed(error);
}

}  // namespace vpdnd
