// A listening Unix socket: the control socket, the plugin socket.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd {

class UnixListener {
  public:
    enum class Type : std::uint8_t { kStream, kSeqpacket };

    /// Who may connect: who may write to the file; and, with `only_user`, whose process runs as that user.
    struct Access {
        mode_t mode = 0600;
        gid_t group = static_cast<gid_t>(-1);  ///< of the file; -1: the daemon's own
        std::optional<uid_t> only_user{};
    };
    /// Called from the loop only. They must not destroy the listener.
    struct Handlers {
        std::function<void(UniqueFd)> accepted;
        /// Empty: there is always room. Else asked before each connection is taken from the socket's queue. Where there is
        /// none they wait there until more_room() is called.
        std::function<bool()> room{};
        /// No descriptor for a connection, or the kernel does not let us watch the socket: tried again in a second.
        std::function<void(const std::string& error)> paused{};
        /// Somebody else than `only_user`; closed already.
        std::function<void(pid_t pid, uid_t uid)> refused{};
    };

    using Opened = tl::expected<std::unique_ptr<UnixListener>, std::string>;
    /// Binds and listens. The path's directory must exist. A socket file that nobody answers, which a daemon that was
    /// killed left behind, is replaced; any other file is somebody's, and stays. Error: text that begins with the path.
    static Opened open(EventLoop& loop, const std::string& path, Type type, const Access& access, Handlers handlers);
    /// One that listens already; `only_user` as in Access.
    static std::unique_ptr<UnixListener> adopt(EventLoop& loop, UniqueFd fd, const std::string& path,
                                               std::optional<uid_t> only_user, Handlers handlers);
    /// Stops listening and leaves the file: to whoever holds a duplicate() or comes next.
    ~UnixListener() = default;
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;

    /// There may be room again.
    void more_room();
    /// The socket, for an adopt(): those who connect meanwhile wait in its queue. Empty: no descriptor, see errno.
    UniqueFd duplicate() const { return socket_.duplicate(); }
    /// Nobody listens here any more: removes the file. Nothing is accepted afterwards.
    void close();

  private:
    UnixListener(EventLoop& loop, UniqueFd fd, std::string path, std::optional<uid_t> only_user, Handlers handlers);
    void watch();
    void accept_all();
    void take(UniqueFd connection);
    void pause(const std::string& error);

    EventLoop& loop_;
    UniqueFd socket_;
    std::string path_;
    std::optional<uid_t> only_user_;
    Handlers handlers_;
    bool full_ = false;
    std::unique_ptr<EventLoop::Watch> watch_;  ///< null: there is no room, or a pause
    std::unique_ptr<EventLoop::Timer> resume_;
};

}  // namespace vpdnd
