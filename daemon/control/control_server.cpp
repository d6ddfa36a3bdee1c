#include "control/control_server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <system_error>

#include "control/control_client.h"
#include "ipc/control_messages.h"
#include "ipc/wall_time.h"
#include "log/log.h"
#include "os/unique_fd.h"

namespace vpdnd::control {
namespace {

constexpr int kBacklog = 64;
constexpr std::chrono::seconds kAcceptPause{1};

std::string reason(int error) { return std::generic_category().message(error); }

tl::unexpected<std::string> refusal(const std::string& path, std::string_view what) {
    return tl::unexpected("control socket " + path + ": " + std::string(what));
}

UniqueFd new_socket() { return UniqueFd(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

/// A file that nobody answers is what a killed daemon left behind. Anything else stays.
tl::expected<void, std::string> remove_stale(const std::string& path, const sockaddr_un& address) {
    struct stat file {};
    if (lstat(path.c_str(), &file) != 0) {
        if (errno == ENOENT) return {};
        return refusal(path, reason(errno));
    }
    if (!S_ISSOCK(file.st_mode)) return refusal(path, "there is a file of that name that is no socket; remove it");
    const UniqueFd probe = new_socket();
    if (!probe) return refusal(path, reason(errno));
    if (connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN) {
        return refusal(path, "another vpdnd answers there; stop it first");
    }
    if (errno != ECONNREFUSED) return refusal(path, reason(errno));
    if (unlink(path.c_str()) != 0) return refusal(path, reason(errno));
    return {};
}

}  // namespace

struct ControlServer::State : std::enable_shared_from_this<State> {
    State(EventLoop& the_loop, ControlModel& the_model, ServerLimits the_limits)
        : loop(the_loop), model(the_model), limits(the_limits) {}

    ~State() {
        if (fd) unlink(path.c_str());
    }

    tl::expected<void, std::string> open(const std::string& socket_path, SocketAccess access);
    void wait_for_clients();
    void accept_all();
    void pause_accepting(const std::string& why);
    void add(UniqueFd connection);
    std::shared_ptr<ControlClient> longest_silent(std::uint64_t but_not) const;

    EventLoop& loop;
    ControlModel& model;
    const ServerLimits limits;
    std::string path;
    UniqueFd fd;
    std::unique_ptr<EventLoop::Watch> watch;
    std::unique_ptr<EventLoop::Timer> resume;
    std::map<std::uint64_t, std::shared_ptr<ControlClient>> clients;
    std::uint64_t next_client = 0;
};

tl::expected<void, std::string> ControlServer::State::open(const std::string& socket_path, SocketAccess access) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_path.empty() || socket_path.size() >= sizeof address.sun_path) {
        return refusal(socket_path, "the path must have 1 to " + std::to_string(sizeof address.sun_path - 1) + " octets");
    }
    std::memcpy(address.sun_path, socket_path.c_str(), socket_path.size() + 1);
    if (auto removed = remove_stale(socket_path, address); !removed) return removed;
    UniqueFd opened = new_socket();
    if (!opened) return refusal(socket_path, reason(errno));
    if (bind(opened.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return refusal(socket_path, reason(errno));
    }
    // Mode and group come before listen(): until then nobody can connect.
    const bool owned = access.group == static_cast<gid_t>(-1) ||
                       chown(socket_path.c_str(), static_cast<uid_t>(-1), access.group) == 0;
    if (!owned || chmod(socket_path.c_str(), access.mode) != 0 || ::listen(opened.get(), kBacklog) != 0) {
        const int error = errno;
        unlink(socket_path.c_str());
        return refusal(socket_path, reason(error));
    }
    path = socket_path;
    fd = std::move(opened);
    resume = loop.make_timer([this] { wait_for_clients(); });
    wait_for_clients();
    return {};
}

void ControlServer::State::wait_for_clients() {
    auto made = loop.watch_readable(fd.get(), [this] { accept_all(); });
    if (!made) return pause_accepting(made.error().message());
    watch = std::move(*made);
}

void ControlServer::State::accept_all() {
    while (true) {
        UniqueFd connection(accept4(fd.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (connection) {
            add(std::move(connection));
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            return pause_accepting(reason(errno));
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
}

/// The socket stays readable while there is no descriptor for the client: do not spin.
void ControlServer::State::pause_accepting(const std::string& why) {
    log::write(log::Level::kWarning, "control client not accepted", {{"reason", why}});
    watch.reset();
    resume->arm(std::chrono::steady_clock::now() + kAcceptPause);
}

void ControlServer::State::add(UniqueFd connection) {
    const std::uint64_t number = ++next_client;
    const auto remove = [state = weak_from_this(), number] {
        if (const auto self = state.lock()) self->clients.erase(number);
    };
    auto client = std::make_shared<ControlClient>(loop, model, limits, std::move(connection), remove);
    clients.emplace(number, client);
    client->start();
    if (clients.size() <= limits.clients) return;
    const std::string limit = "Too many control connections (" + std::to_string(limits.clients) + "); ";
    const auto silent = longest_silent(number);
    log::write(log::Level::kWarning, silent ? "silent control client makes room: too many" : "control client turned away: too many",
               {{"limit", std::to_string(limits.clients)}});
    if (silent) silent->turn_away({ipc::ControlErrorCode::kRefused, limit + "this one was silent for longest."});
    else client->turn_away({ipc::ControlErrorCode::kRefused, limit + "close one and try again."});
}

/// So that clients that were forgotten do not keep all others out. Null: all others are busy.
std::shared_ptr<ControlClient> ControlServer::State::longest_silent(std::uint64_t but_not) const {
    std::shared_ptr<ControlClient> found;
    auto earliest = std::chrono::steady_clock::now() - limits.silence;
    for (const auto& [number, client] : clients) {
        const auto since = client->silent_since();
        if (number == but_not || !since || *since > earliest) continue;
        earliest = *since;
        found = client;
    }
    return found;
}

ControlServer::ControlServer(EventLoop& loop, ControlModel& model, ServerLimits limits)
    : state_(std::make_shared<State>(loop, model, limits)) {}

ControlServer::~ControlServer() = default;

tl::expected<void, std::string> ControlServer::listen(const std::string& path, SocketAccess access) {
    return state_->open(path, access);
}

bool ControlServer::has_subscribers() const {
    for (const auto& [number, client] : state_->clients) {
        if (client->subscribed()) return true;
    }
    return false;
}

void ControlServer::publish(std::string_view name, const ipc::Value::Object& fields) {
    if (!has_subscribers()) return;
    const std::string line = ipc::write_event(name, ipc::rfc3339(std::chrono::system_clock::now(), true), fields);
    for (const auto& [number, client] : state_->clients) {
        if (client->subscribed()) client->send_event(line);
    }
}

}  // namespace vpdnd::control
