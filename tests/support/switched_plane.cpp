#include "support/switched_plane.h"

#include <fcntl.h>

namespace test {

using namespace vpdnd;

namespace {

tl::unexpected<DataPlaneError> failure(int error, const char* step) {
    return tl::make_unexpected(DataPlaneError{std::error_code(error, std::generic_category()), step});
}

}  // namespace

void KernelGate::pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.wait(lock, [this] { return open_; });
    --waiting_;
}

std::size_t KernelGate::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_;
}

void KernelGate::set(bool open) {
    const std::lock_guard lock(mutex_);
    open_ = open;
    changed_.notify_all();
}

UniqueFd some_descriptor() { return UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC)); }

DataPlaneResult<void> SwitchedPlane::create_tunnel(const TunnelSpec& spec) {
    if (tunnel_fails_with != 0)
        return failure(tunnel_fails_with, "create tunnel");
    auto made = none_.create_tunnel(spec);
    if (made) ++tunnels;
    return made;
}

void SwitchedPlane::destroy_tunnel(l2tp::TunnelId id) {
    if (!none_.tunnel_id_free(id)) --tunnels;
    none_.destroy_tunnel(id);
}

DataPlaneResult<UniqueFd> SwitchedPlane::create_session(const SessionSpec& spec) {
    if (fails_with != 0)
        return failure(fails_with, "create session");
    auto made = none_.create_session(spec);
    if (!made) return made;
    ++sessions;
    last_session = spec;
    return with_descriptor ? some_descriptor() : UniqueFd();
}

DataPlaneResult<void> SwitchedPlane::require_sequencing(l2tp::SessionKey key) {
    if (!can_sequence) return failure(EOPNOTSUPP, "number frames");
    sequenced.push_back(key);
    return none_.require_sequencing(key);
}

DataPlaneResult<int> SwitchedPlane::bind_channel(int) const {
    gate->pass();
    if (bind_fails_with != 0) return failure(bind_fails_with, "bind channel");
    return -1;
}

UniqueFd SwitchedPlane::forget_session(l2tp::SessionKey key) {
    if (none_.statistics(key)) --sessions;
    return none_.forget_session(key);
}

DataPlaneResult<Channel> SwitchedPlane::open_channel(l2tp::SessionKey key, int index) {
    if (channel_fails_with != 0) return failure(channel_fails_with, "open channel");
    return none_.open_channel(key, index);
}

DataPlaneResult<std::size_t> SwitchedPlane::bridge(Channel& user, Channel& session) {
    if (bridge_fails_with != 0) return failure(bridge_fails_with, "bridge");
    auto moved = none_.bridge(user, session);
    if (moved) ++bridged;
    return moved;
}

bool SwitchedPlane::set_accm(const Channel&, std::uint32_t send, std::uint32_t receive) {
    accms.push_back({.send_accm = send, .receive_accm = receive});
    return true;
}

DataPlaneResult<void> SwitchedPlane::watch_losses(EventLoop&, LossHandlers handlers) {
    losses = std::move(handlers);
    return {};
}

DataPlaneResult<void> SwitchedPlane::adopt(const DataPlaneRecord& record, DescriptorStore& store) {
    tunnels += record.tunnels.size();
    sessions += record.sessions.size();
    return none_.adopt(record, store);
}

}  // namespace test
