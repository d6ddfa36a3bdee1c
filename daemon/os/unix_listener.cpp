#include "os/unix_listener.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace vpdnd {
namespace {

constexpr std::chrono::seconds kPause{1};

tl::unexpected<std::string> refusal(const std::string& path, std::string_view what) {
    return tl::make_unexpected(path + ": " + std::string(what));
}

tl::unexpected<std::string> refusal(const std::string& path, int error) {
    return refusal(path, std::generic_category().message(error));
}

UniqueFd new_socket(UnixListener::Type type) {
    const int kind = type == UnixListener::Type::kStream ? SOCK_STREAM : SOCK_SEQPACKET;
    return UniqueFd(::socket(AF_UNIX, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

struct Name {
    sockaddr_un address{};

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }
};

tl::expected<Name, std::string> name_of(const std::string& path) {
    Name out;
    out.address.sun_family = AF_UNIX;
    constexpr std::size_t kRoom = sizeof out.address.sun_path;
    if (path.empty() || path.size() >= kRoom)
        return refusal(path, "the path must have 1 to " + std::to_string(kRoom - 1) + " octets");
    std::memcpy(out.address.sun_path, path.c_str(), path.size() + 1);
    return out;
}

tl::expected<void, std::string> remove_stale(const std::string& path, const Name& name, UnixListener::Type type) {
    struct stat file {};
    if (::lstat(path.c_str(), &file) != 0) {
        if (errno == ENOENT) return {};
        return refusal(path, errno);
    }
    if (!S_ISSOCK(file.st_mode)) return refusal(path, "there is a file of that name that is no socket; remove it");
    const auto probe = new_socket(type);
    if (!probe) return refusal(path, errno);
    if (::connect(probe.get(), name.get(), sizeof name.address) == 0 || errno == EAGAIN)
        return refusal(path, "another vpdnd answers there; stop it first");
    // A socket of another type, say: some program's, which may be using it.
    if (errno != ECONNREFUSED) return refusal(path, errno);
    if (::unlink(path.c_str()) != 0) return refusal(path, errno);
    return {};
}

/// Mode and group come before listen(): until then nobody can connect.
bool give_access(const std::string& path, const UnixListener::Access& access) {
    const bool owned =
        access.group == static_cast<gid_t>(-1) || ::chown(path.c_str(), static_cast<uid_t>(-1), access.group) == 0;
    return owned && ::chmod(path.c_str(), access.mode) == 0;
}

}  // namespace

UnixListener::Opened UnixListener::open(EventLoop& loop, const std::string& path, Type type, const Access& access, Handlers handlers) {
    const auto name = name_of(path);
    if (!name) return tl::make_unexpected(name.error());
    if (auto removed = remove_stale(path, *name, type); !removed) return tl::make_unexpected(removed.error());
    auto fd = new_socket(type);
    if (!fd || ::bind(fd.get(), name->get(), sizeof name->address) != 0) return refusal(path, errno);
    if (!give_access(path, access) || ::listen(fd.get(), SOMAXCONN) != 0) {
        const int error = errno;
        ::unlink(path.c_str());
        return refusal(path, error);
    }
    return adopt(loop, std::move(fd), path, access.only_user, std::move(handlers));
}

std::unique_ptr<UnixListener> UnixListener::adopt(EventLoop& loop, UniqueFd fd, const std::string& path,
                                                  std::optional<uid_t> only_user, Handlers handlers) {
    std::unique_ptr<UnixListener> out(new UnixListener(loop, std::move(fd), path, only_user, std::move(handlers)));
    out->watch();
    return out;
}

UnixListener::UnixListener(EventLoop& loop, UniqueFd fd, std::string path, std::optional<uid_t> only_user, Handlers handlers)
    : loop_(loop), socket_(std::move(fd)), path_(std::move(path)), only_user_(only_user), handlers_(std::move(handlers)),
      resume_(loop.make_timer([this] { watch(); })) {}

void UnixListener::more_room() {
    if (std::exchange(full_, false)) watch();
}

void UnixListener::close() {
    if (!socket_) return;
    watch_.reset();
    resume_->cancel();
    full_ = false;
    socket_.reset();
    ::unlink(path_.c_str());
}

void UnixListener::watch() {
    auto watch = loop_.watch_readable(socket_.get(), [this] { accept_all(); });
    if (!watch) return pause(watch.error().message());
    watch_ = std::move(*watch);
}

/// Without a descriptor for who connects the socket stays readable: a pause, not busy polling.
void UnixListener::pause(const std::string& error) {
    if (handlers_.paused) handlers_.paused(error);
    watch_.reset();
    resume_->arm(std::chrono::steady_clock::now() + kPause);
}

void UnixListener::accept_all() {
    while (socket_) {
        if (handlers_.room && !handlers_.room()) {
            full_ = true;
            return watch_.reset();
        }
        UniqueFd connection(::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (connection) take(std::move(connection));
        else if (errno == EAGAIN) return;
        else if (errno != EINTR && errno != ECONNABORTED) return pause(std::generic_category().message(errno));
    }
}

void UnixListener::take(UniqueFd connection) {
    if (only_user_) {
        ucred peer{};
        socklen_t size = sizeof peer;
        if (::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.uid != *only_user_) {
            connection.reset();
            if (handlers_.refused) handlers_.refused(peer.pid, peer.uid);
            return;
        }
    }
    handlers_.accepted(std::move(connection));
}

}  // namespace vpdnd
