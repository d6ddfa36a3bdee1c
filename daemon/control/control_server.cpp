#include "control/control_server.h"

#include <map>
#include <utility>

#include "control/control_client.h"
#include "ipc/control_messages.h"
#include "ipc/wall_time.h"
#include "log/limited.h"
#include "os/unix_listener.h"

namespace vpdnd::control {

struct ControlServer::State : std::enable_shared_from_this<State> {
    State(EventLoop& the_loop, ControlModel& the_model, ServerLimits the_limits)
        : loop(the_loop), model(the_model), limits(the_limits) {}

    tl::expected<void, std::string> open(const std::string& path, SocketAccess access, UniqueFd listening);
    void add(UniqueFd connection);
    std::shared_ptr<ControlClient> longest_silent(std::uint64_t but_not) const;

    EventLoop& loop;
    ControlModel& model;
    const ServerLimits limits;
    std::unique_ptr<UnixListener> listener;
    std::map<std::uint64_t, std::shared_ptr<ControlClient>> clients;
    std::uint64_t next_client = 0;
};

tl::expected<void, std::string> ControlServer::State::open(const std::string& path, SocketAccess access, UniqueFd listening) {
    UnixListener::Handlers handlers{
        .accepted = [this](UniqueFd connection) { add(std::move(connection)); },
        .paused = [](const std::string& why) {
            log::write_limited(log::Level::kWarning, "control client not accepted", {{"reason", why}});
        }};
    if (listening) {
        listener = UnixListener::adopt(loop, std::move(listening), path, {}, std::move(handlers));
        return {};
    }
    auto opened = UnixListener::open(loop, path, UnixListener::Type::kStream, {.mode = access.mode, .group = access.group},
                                     std::move(handlers));
    if (!opened) return tl::make_unexpected("control socket " + opened.error());
    listener = std::move(*opened);
    return {};
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
    log::write_limited(log::Level::kWarning, silent ? "idle control client closed: too many" : "control client refused: too many",
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

tl::expected<void, std::string> ControlServer::listen(const std::string& path, SocketAccess access, UniqueFd listening) {
    return state_->open(path, access, std::move(listening));
}

void ControlServer::save(DescriptorStore& store) const {
    if (state_->listener) store.put(kDescriptor, state_->listener->duplicate());
}

void ControlServer::stop_listening() {
    if (state_->listener) state_->listener->close();
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
