// One UDP socket that plays many machines: each datagram leaves from an address of its own in 127.0.0.0/8, and all
// that comes back to any of them arrives here. Sending and receiving in batches.
#pragma once

#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "wire.h"

namespace load {

class Udp {
  public:
    /// Any port if `port` is 0. Throws std::system_error.
    explicit Udp(sockaddr_in target, std::uint16_t port = 0);
    ~Udp();
    Udp(const Udp&) = delete;
    Udp& operator=(const Udp&) = delete;

    int fd() const { return fd_; }
    /// To the target, from this address (host order). Goes out with the next flush().
    void send(std::uint32_t from, std::span<const std::uint8_t> datagram);
    void flush();
    /// Calls `take` with each datagram that waits; at the most one batch. True if there was one.
    bool receive(const std::function<void(std::span<const std::uint8_t>)>& take);

  private:
    static constexpr std::size_t kBatch = 64, kSize = 1500, kControl = CMSG_SPACE(sizeof(in_pktinfo));
    struct Outgoing {
        std::array<std::uint8_t, 256> bytes;
        std::size_t size;
        std::uint32_t from;
    };
    int fd_;
    sockaddr_in target_;
    std::vector<Outgoing> outgoing_;
    std::size_t waiting_ = 0;
    std::vector<std::array<std::uint8_t, kSize>> incoming_;
};

}  // namespace load
