// The daemon's end of one conversation with vpdn.so (lib/ipc/plugin_messages.h): handshake, packets, descriptors.
// Passive: tells its owner what came, never decides about a call. It may be taken over by another owner, of this process
// or the next.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ipc/plugin_codec.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd {

class DescriptorStore;

/// What the plugin said of itself; checked.
struct PluginHello {
    ipc::PluginMode mode = ipc::PluginMode::kLns;
    pid_t pid = 0;
    std::string pppd_version;
};

/// A conversation as plain data.
struct PluginLinkRecord {
    std::string socket;                ///< its name in the store of descriptors
    std::optional<PluginHello> hello;  ///< none: it has not come
};

class PluginLink {
  public:
    struct Handlers {
        /// The versions agree; Welcome is sent already. Comes first and once.
        std::function<void(const PluginHello&)> hello;
        /// A well-formed message after Hello, with its descriptors.
        std::function<void(const ipc::PluginMessageReader&, std::vector<UniqueFd>&)> message;
        /// Once, the last call: EOF (empty text) or a broken conversation. The link may be destroyed in any handler.
        std::function<void(const std::string& error)> closed;
    };

    /// A socket that cannot be watched is a broken conversation: closed() comes from the loop.
    PluginLink(EventLoop& loop, UniqueFd socket, Handlers handlers);
    /// Closes our descriptor, no more: for the plugin the conversation ends with the last duplicate of it.
    ~PluginLink();
    PluginLink(const PluginLink&) = delete;
    PluginLink& operator=(const PluginLink&) = delete;

    /// What another owner needs, with a duplicate of the socket under `name`; this one stays the owner until it is
    /// destroyed. Nothing: the conversation has ended, or there is no descriptor left.
    std::optional<PluginLinkRecord> save(DescriptorStore& store, std::string name) const;
    /// Takes over what another owner has saved and destroyed. hello() is not called again; messages that nobody has read come
    /// from the loop. A store without the socket is a broken conversation.
    static std::unique_ptr<PluginLink> adopt(EventLoop& loop, const PluginLinkRecord& record, DescriptorStore& store,
                                             Handlers handlers);

    /// Never blocks. A plugin that does not read its messages breaks the conversation (closed() comes from the loop).
    void send(const ipc::PluginMessageWriter& message, std::span<const int> descriptors);
    void send(const ipc::PluginMessageWriter& message, int descriptor = -1) {
        send(message, std::span(&descriptor, descriptor >= 0 ? 1 : 0));
    }
    void send(ipc::PluginMessage type);
    void send_text(ipc::PluginMessage type, const std::string& text);
    /// Nothing is sent any more: the plugin sees the end of the conversation, and its own end closes it for us.
    void finish();

  private:
    void on_readable();
    bool receive_one();
    void on_packet(std::span<const std::uint8_t> packet, std::vector<UniqueFd>& descriptors);
    void on_hello(const ipc::PluginMessageReader& message);
    void close(const std::string& error);
    void close_later(const std::string& error);

    EventLoop& loop_;
    UniqueFd socket_;
    Handlers handlers_;
    std::unique_ptr<EventLoop::Watch> watch_;
    std::optional<PluginHello> hello_;  ///< once it came
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< false once destroyed, for calls under way
};

}  // namespace vpdnd
