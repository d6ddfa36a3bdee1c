// UdpSockets: letting go of the sockets and taking them over.
#include <cerrno>
#include <utility>

#include "net/udp_sockets.h"

namespace vpdnd {
namespace {

/// Puts a duplicate of each one's socket into a store, under a name of its own.
class Saving {
  public:
    explicit Saving(DescriptorStore& store) : store_(store) {}

    std::string put(const char* kind, const UdpSocket& socket) {
        auto name = kind + std::to_string(++count_);
        auto duplicate = socket.duplicate();
        if (duplicate) store_.put(name, std::move(*duplicate));
        else if (!error_) error_ = duplicate.error();
        return name;
    }
    const std::optional<SocketError>& error() const { return error_; }

  private:
    DescriptorStore& store_;
    unsigned count_ = 0;
    std::optional<SocketError> error_;
};

SocketResult<UdpSocket> take(DescriptorStore& store, const std::string& name) {
    auto fd = store.take(name);
    if (!fd) return socket_error("take over the socket " + name, EBADF);
    return UdpSocket::adopt(std::move(fd));
}

}  // namespace

SocketResult<UdpSockets::Record> UdpSockets::save(DescriptorStore& store) const {
    Record out;
    Saving saving(store);
    for (const auto& [asked, listener] : listeners_)
        out.listeners.push_back({asked, saving.put("udp-listener-", *listener.entry.socket), listener.used,
                                 listener.removal != nullptr, listener.needed_until, listener.looked_at});
    for (const auto& [tunnel, own] : tunnels_)
        out.tunnels.push_back({tunnel, own.path, saving.put("udp-tunnel-", *own.entry.socket)});
    for (const auto& [local, entry] : extra_ports_) out.extra_ports.push_back({local, saving.put("udp-port-", *entry.socket)});
    if (saving.error()) return tl::make_unexpected(*saving.error());
    out.paths = paths_.save();
    out.counters = counters_;
    return out;
}

SocketResult<void> UdpSockets::adopt(const Record& record, DescriptorStore& store) {
    auto done = adopt_sockets(record, store);
    if (!done) {
        listeners_.clear();
        tunnels_.clear();
        extra_ports_.clear();
        return done;
    }
    paths_.adopt(record.paths);
    counters_ = record.counters;
    arm_ports_timer();
    return {};
}

SocketResult<void> UdpSockets::adopt_sockets(const Record& record, DescriptorStore& store) {
    const auto entry_of = [&](const std::string& name) {
        return take(store, name).and_then([this](UdpSocket socket) { return watched(std::move(socket)); });
    };
    for (const auto& saved : record.listeners) {
        auto entry = entry_of(saved.descriptor);
        if (!entry) return tl::make_unexpected(entry.error());
        auto& listener = listeners_[saved.asked];
        listener.entry = std::move(*entry);
        listener.used = saved.used;
        listener.needed_until = saved.needed_until;
        if (saved.removed) look_at(saved.asked, listener, saved.looked_at);
    }
    for (const auto& saved : record.tunnels) {
        auto entry = entry_of(saved.descriptor);
        if (!entry) return tl::make_unexpected(entry.error());
        tunnels_.insert_or_assign(saved.tunnel, TunnelEntry{std::move(*entry), saved.path});
    }
    for (const auto& saved : record.extra_ports) {
        auto entry = entry_of(saved.descriptor);
        if (!entry) return tl::make_unexpected(entry.error());
        extra_ports_.insert_or_assign(saved.local, std::move(*entry));
    }
    return {};
}

}  // namespace vpdnd
