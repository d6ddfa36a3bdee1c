#include "pppd/plugin_listener.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "log/log.h"

namespace vpdnd {
namespace {

constexpr std::chrono::seconds kAcceptPause{1};

UniqueFd new_socket() { return UniqueFd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

/// What a daemon that was killed left behind goes: a socket that nobody listens on. Any other file is somebody's, and stays.
void remove_stale(const std::string& path, const sockaddr_un& address) {
    struct stat old {};
    if (::lstat(path.c_str(), &old) != 0 || !S_ISSOCK(old.st_mode)) return;
    const UniqueFd probe = new_socket();
    if (!probe) throw std::system_error(errno, std::system_category(), "plugin-socket " + path);
    if (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN)
        throw std::system_error(EADDRINUSE, std::system_category(), "plugin-socket " + path + ": another vpdnd answers there");
    // A socket of another type, say: some program's, which may be using it.
    if (errno != ECONNREFUSED) throw std::system_error(errno, std::system_category(), "plugin-socket " + path);
    ::unlink(path.c_str());
}

UniqueFd listen_on(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        throw std::system_error(ENAMETOOLONG, std::system_category(), "plugin-socket " + path);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    remove_stale(path, address);
    UniqueFd fd = new_socket();
    const auto old_mask = ::umask(0177);
    const bool bound = fd && ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    const int error = errno;
    ::umask(old_mask);
    if (!bound || ::listen(fd.get(), SOMAXCONN) != 0)
        throw std::system_error(bound ? errno : error, std::system_category(), "plugin-socket " + path);
    return fd;
}

}  // namespace

PluginListener::PluginListener(EventLoop& loop, std::string path, Handlers handlers)
    : loop_(loop), path_(std::move(path)), handlers_(std::move(handlers)), socket_(listen_on(path_)),
      resume_(loop.make_timer([this] { watch(); })) {
    watch();
}

void PluginListener::more_room() {
    if (std::exchange(full_, false)) watch();
}

/// A call that comes meanwhile waits in the kernel's queue.
void PluginListener::watch() {
    auto watch = loop_.watch_readable(socket_.get(), [this] { on_readable(); });
    if (!watch) return pause(watch.error().message());
    watch_ = std::move(*watch);
}

void PluginListener::pause(const std::string& error) {
    log::write(log::Level::kError, "cannot accept a plugin", {{"error", error}});
    watch_.reset();
    resume_->arm(std::chrono::steady_clock::now() + kAcceptPause);
}

PluginListener::~PluginListener() { ::unlink(path_.c_str()); }

void PluginListener::on_readable() {
    for (;;) {
        if (!handlers_.room()) {
            full_ = true;
            return watch_.reset();
        }
        UniqueFd peer(::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!peer) {
            if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
            // Without a descriptor for the peer the socket stays readable: a pause, not a spinning loop.
            return pause(std::system_category().message(errno));
        }
        ucred credentials{};
        socklen_t size = sizeof credentials;
        if (::getsockopt(peer.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 || credentials.uid != 0) {
            log::write(log::Level::kWarning, "plugin refused: it does not run as root",
                       {{"pid", std::to_string(credentials.pid)}, {"uid", std::to_string(credentials.uid)}});
            continue;
        }
        handlers_.accepted(std::move(peer));
    }
}

}  // namespace vpdnd
