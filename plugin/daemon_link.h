// The socket to vpdnd: whole messages out and in, with descriptors. Never blocks, but for wait(). One per process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ipc/plugin_codec.h"

namespace plugin {

enum class Received : std::uint8_t {
    kNothing,
    kMessage,
    kEnd,     ///< the daemon closed, or is gone
    kBroken,  ///< not a message of this conversation
};

class DaemonLink {
  public:
    /// Takes over an inherited descriptor and makes it close-on-exec and non-blocking. False: not a SEQPACKET socket.
    bool adopt(int fd);
    /// False: errno says why.
    bool open(const char* path);
    void close();

    bool is_open() const { return fd_ >= 0; }
    int fd() const { return fd_; }

    /// False if the message could not be sent as a whole; the descriptors stay the caller's.
    bool send(const ipc::PluginMessageWriter& message, std::span<const int> fds = {});
    /// The message stays valid until the next call. Descriptors that came with it are the caller's to close; the rest of
    /// `descriptors` is -1.
    Received receive(ipc::PluginMessageReader& message, std::span<int> descriptors);
    Received receive(ipc::PluginMessageReader& message, int& descriptor) { return receive(message, {&descriptor, 1}); }
    /// The daemon has closed; what it sent before may still be unread.
    bool ended() const;
    /// Blocks until something can be received, a signal came, or the time is over.
    void wait(int milliseconds) const;
    /// The whole message that came last, until the next receive() or wipe().
    std::span<const std::uint8_t> packet() const { return {buffer_, length_}; }
    /// The message that came last may have held a secret: it is gone from memory. The reader of it is void.
    void wipe();

  private:
    int fd_ = -1;
    std::uint8_t buffer_[ipc::kMaxPluginMessage + 1] = {};
    std::size_t length_ = 0;
};

/// Room for the messages that the plugin writes.
using MessageBuffer = std::uint8_t[8192];

extern DaemonLink daemon_link;

}  // namespace plugin
