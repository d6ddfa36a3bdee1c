#include "labtest/l2tp_end.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "dataplane/ppp_channel.h"

namespace labtest {

using namespace vpdnd;

namespace {

template <class Result>
auto checked(Result result) {
    if (!result) throw std::runtime_error(result.error().text);
    return std::move(*result);
}

}  // namespace

Frame frame(std::uint16_t number) {
    // Echo-Request with the number as its data; long enough for kernels that want 14 octets of L2TP message.
    return {0xc0, 0x21, 9, 1, 0, 12, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(number >> 8),
            static_cast<std::uint8_t>(number & 0xff)};
}

std::uint16_t number_of(const Frame& frame) {
    if (frame.size() < 2) throw std::runtime_error("a frame without number");
    return static_cast<std::uint16_t>(frame[frame.size() - 2] << 8 | frame[frame.size() - 1]);
}

PppChannel::PppChannel(const Namespace& where, int pppox_fd) {
    Namespace::Inside inside(where);
    index_ = checked(channel_index(pppox_fd));
    fd_ = checked(attach_channel(index_));
}

void PppChannel::send(const Frame& out) {
    if (::write(fd(), out.data(), out.size()) != static_cast<ssize_t>(out.size()))
        throw std::runtime_error("write to /dev/ppp");
}

std::optional<Frame> PppChannel::receive(int milliseconds) {
    pollfd entry{fd(), POLLIN, 0};
    if (::poll(&entry, 1, milliseconds) != 1) return std::nullopt;
    std::array<std::uint8_t, 2048> buffer{};
    auto size = ::read(fd(), buffer.data(), buffer.size());
    if (size <= 0) return std::nullopt;
    return Frame(buffer.begin(), buffer.begin() + size);
}

std::vector<std::uint16_t> PppChannel::receive_numbers(std::size_t count) {
    std::vector<std::uint16_t> out;
    while (out.size() < count) {
        auto got = receive();
        if (!got) break;
        out.push_back(number_of(*got));
    }
    return out;
}

L2tpEnd::L2tpEnd(const Namespace& here, const std::string& kind, EqualFourTuples equal_four_tuples)
    : where(here),
      sockets(
          loop,
          [this](const l2tp::Path& path, std::span<const std::uint8_t> bytes) {
              received.push_back({path, {bytes.begin(), bytes.end()}});
          },
          equal_four_tuples) {
    Namespace::Inside inside(where);
    plane = checked(make_data_plane(kind));
}

void L2tpEnd::listen(const l2tp::Address& address) {
    Namespace::Inside inside(where);
    if (auto done = sockets.open_listeners({address}); !done) throw std::runtime_error(done.error().text);
}

void L2tpEnd::add_tunnel(std::uint16_t id, std::uint16_t peer_id, const l2tp::Path& path) {
    Namespace::Inside inside(where);
    int fd = checked(sockets.add_tunnel_socket({id}, path));
    TunnelSpec spec{{id}, {peer_id}, path, fd};
    if (auto done = plane->create_tunnel(spec); !done) throw std::runtime_error(done.error().text);
    tunnels_[id] = {peer_id, path, fd};
}

DataPlaneResult<Session> L2tpEnd::try_session(std::uint16_t tunnel, std::uint16_t id, std::uint16_t peer_id, bool lns,
                                              bool sequencing, std::uint32_t reorder_ms) {
    Namespace::Inside inside(where);
    const auto& known = tunnels_[tunnel];
    SessionSpec spec;
    spec.key = {{tunnel}, {id}};
    spec.peer_tunnel = {known.peer_id};
    spec.peer_session = {peer_id};
    spec.path = known.path;
    spec.udp_fd = known.udp_fd;
    spec.lns_mode = lns;
    spec.sequencing = sequencing;
    spec.reorder_timeout_ms = reorder_ms;
    auto socket = plane->create_session(spec);
    if (!socket) return tl::make_unexpected(socket.error());
    if (const auto channel = plane->bind_channel(socket->get()); !channel) return tl::make_unexpected(channel.error());
    return Session{spec.key, std::move(*socket)};
}

Session L2tpEnd::add_session(std::uint16_t tunnel, std::uint16_t id, std::uint16_t peer_id, bool lns, bool sequencing,
                             std::uint32_t reorder_ms) {
    return checked(try_session(tunnel, id, peer_id, lns, sequencing, reorder_ms));
}

void L2tpEnd::remove_tunnel(std::uint16_t id) {
    Namespace::Inside inside(where);
    plane->destroy_tunnel({id});
    sockets.remove_tunnel_socket({id});
    sockets.release_path(tunnels_[id].path, std::chrono::minutes(1));
    tunnels_.erase(id);
}

bool L2tpEnd::wait_for(std::size_t count) {
    Namespace::Inside inside(where);
    return runner.until([this, count] { return received.size() >= count; });
}

}  // namespace labtest
