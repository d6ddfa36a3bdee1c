#include "call/pending_plugins.h"

#include <utility>
#include <vector>

#include "log/limited.h"
#include "os/descriptor_store.h"

namespace vpdnd {

struct PendingPlugins::Pending {
    std::unique_ptr<PluginLink> link;         ///< until Hello; then the call's
    std::unique_ptr<EventLoop::Timer> timer;  ///< until Hello
    std::optional<CallId> call;               ///< from Hello on
};

PendingPlugins::~PendingPlugins() {
    // A link's handlers hold the entry that holds the link.
    for (const auto& [id, pending] : pending_) pending->link.reset();
}

void PendingPlugins::listen(const std::string& path) {
    listener_ = listen_for_plugins(parts_.loop, path,
                                   {.room = [this] { return pending_.size() < limits_.most; },
                                    .accepted = [this](UniqueFd socket) { add(std::move(socket)); }});
}

void PendingPlugins::stop_listening() {
    if (listener_) listener_->close();
    listener_.reset();
}

void PendingPlugins::add(UniqueFd socket) {
    const int id = next_++;
    auto pending = std::make_shared<Pending>();
    pending_[id] = pending;
    PluginLink::Handlers handlers;
    handlers.hello = [this, id, pending](const PluginHello& hello) {
        forget(id);
        welcome(pending, hello);
    };
    // A call that is over lives until the handlers that are called now have returned.
    const auto call_of = [this](const Pending& one) { return one.call ? calls_.find(*one.call) : nullptr; };
    handlers.message = [pending, call_of](const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors) {
        if (auto* call = call_of(*pending)) call->line()->on_message(message, descriptors);
    };
    handlers.closed = [this, id, pending, call_of](const std::string& error) {
        forget(id);
        if (auto* call = call_of(*pending)) return call->line()->on_link_closed(error);
        if (!error.empty()) log::write_limited(log::Level::kWarning, "plugin refused", {{"error", log::escape(error)}});
        // Not from inside its own handler; and with the task, if that is never run.
        parts_.loop.post([link = std::shared_ptr<PluginLink>(std::move(pending->link))] {});
    };
    pending->link = std::make_unique<PluginLink>(parts_.loop, std::move(socket), std::move(handlers));
    pending->timer = parts_.loop.make_timer([this, id] { expire(id); });
    pending->timer->arm(std::chrono::steady_clock::now() + limits_.time);
}

std::vector<PluginLinkRecord> PendingPlugins::save(DescriptorStore& store) const {
    std::vector<PluginLinkRecord> out;
    for (const auto& [id, pending] : pending_)
        if (auto link = pending->link->save(store, "plugin-" + std::to_string(id))) out.push_back(std::move(*link));
    return out;
}

void PendingPlugins::adopt(const std::vector<PluginLinkRecord>& saved, DescriptorStore& store) {
    for (const auto& link : saved) add(store.take(link.socket));
}

void PendingPlugins::welcome(const std::shared_ptr<Pending>& pending, const PluginHello& hello) {
    if (hello.mode != ipc::PluginMode::kLac) {
        pending->link->send_text(ipc::PluginMessage::kRefused, "vpdnd serves only option vpdn-lac on this socket");
        pending->link.reset();
        return;
    }
    Call& call = calls_.add_line(parts_);
    pending->call = call.id();
    call.line()->start(std::move(pending->link));
}

void PendingPlugins::expire(int id) {
    const auto pending = pending_.at(id);
    const std::string why = "no hello within " + std::to_string(limits_.time.count()) + " ms";
    log::write_limited(log::Level::kWarning, "plugin refused", {{"error", why}});
    pending->link->send_text(ipc::PluginMessage::kRefused, why);
    pending->link.reset();
    forget(id);
}

void PendingPlugins::forget(int id) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) return;
    found->second->timer.reset();
    pending_.erase(found);
    if (listener_) listener_->more_room();
}

}  // namespace vpdnd
