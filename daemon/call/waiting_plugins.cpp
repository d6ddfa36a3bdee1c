#include "call/waiting_plugins.h"

#include <utility>
#include <vector>

#include "call/lac_call.h"
#include "log/log.h"

namespace vpdnd {

struct WaitingPlugins::Waiting {
    std::unique_ptr<PluginLink> link;         ///< until Hello; then the call's
    std::unique_ptr<EventLoop::Timer> timer;  ///< until Hello
    std::weak_ptr<LacCall> call;              ///< from Hello on
};

WaitingPlugins::~WaitingPlugins() {
    // A link's handlers hold the entry that holds the link.
    for (const auto& [id, waiting] : waiting_) waiting->link.reset();
}

void WaitingPlugins::listen(const std::string& path) {
    listener_ = listen_for_plugins(parts_.loop, path, {.room = [this] { return waiting_.size() < limits_.most; },
                                                       .accepted = [this](UniqueFd socket) { add(std::move(socket)); }});
}

void WaitingPlugins::stop_listening() {
    if (listener_) listener_->close();
    listener_.reset();
}

void WaitingPlugins::add(UniqueFd socket) {
    const int id = next_++;
    auto waiting = std::make_shared<Waiting>();
    waiting_[id] = waiting;
    PluginLink::Handlers handlers;
    handlers.hello = [this, id, waiting](const PluginHello& hello) {
        forget(id);
        welcome(waiting, hello);
    };
    handlers.message = [waiting](const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors) {
        if (const auto call = waiting->call.lock()) call->on_message(message, descriptors);
    };
    handlers.closed = [this, id, waiting](const std::string& error) {
        forget(id);
        if (const auto call = waiting->call.lock()) return call->on_link_closed(error);
        if (!error.empty()) log::write(log::Level::kWarning, "plugin refused", {{"error", log::escape(error)}});
        parts_.loop.post([waiting] { waiting->link.reset(); });
    };
    waiting->link = std::make_unique<PluginLink>(parts_.loop, std::move(socket), std::move(handlers));
    waiting->timer = parts_.loop.make_timer([this, id] { expire(id); });
    waiting->timer->arm(std::chrono::steady_clock::now() + limits_.time);
}

void WaitingPlugins::welcome(const std::shared_ptr<Waiting>& waiting, const PluginHello& hello) {
    if (hello.mode != ipc::PluginMode::kLac) {
        waiting->link->send_text(ipc::PluginMessage::kRefused, "vpdnd serves only option vpdn-lac on this socket");
        waiting->link.reset();
        return;
    }
    auto call = std::make_shared<LacCall>(parts_);
    waiting->call = call;
    call->start(std::move(waiting->link));
    calls_.add(std::move(call));
}

void WaitingPlugins::expire(int id) {
    const auto waiting = waiting_.at(id);
    const std::string why = "no hello within " + std::to_string(limits_.time.count()) + " ms";
    log::write(log::Level::kWarning, "plugin refused", {{"error", why}});
    waiting->link->send_text(ipc::PluginMessage::kRefused, why);
    waiting->link.reset();
    forget(id);
}

void WaitingPlugins::forget(int id) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return;
    found->second->timer.reset();
    waiting_.erase(found);
    if (listener_) listener_->more_room();
}

}  // namespace vpdnd
