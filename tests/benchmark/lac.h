// Many LACs in one process: control connections with reliable delivery, and the calls in them. Not the library that
// is measured, and simpler: no congestion window, acknowledgements at the end of each round.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <random>
#include <vector>

#include "udp.h"
#include "wire.h"

namespace load {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

class Lac {
  public:
    /// What happened to a tunnel or call; ids are ours. "Up" and "closed": the peer acknowledged our last message.
    struct Events {
        std::function<void(std::uint16_t tunnel)> tunnel_up, tunnel_closed, tunnel_lost;
        std::function<void(std::uint16_t tunnel, std::uint16_t call, Time began)> call_up, call_closed;
        std::function<void(std::uint16_t tunnel, std::uint16_t call)> call_lost;
        std::function<void(std::uint16_t tunnel)> stop_received;
        std::function<void(std::uint16_t tunnel)> hello_acknowledged;
        /// The first data message of a call.
        std::function<void(std::uint16_t tunnel, std::uint16_t call, Time began)> first_frame;
    };
    struct Counters {
        std::uint64_t sent = 0, received = 0, retransmissions = 0, malformed = 0;
    };

    Lac(sockaddr_in target, double loss, std::uint64_t seed);

    Events events;
    const Counters& counters() const { return counters_; }

    /// Each tunnel has an address of its own unless `from` names one (host order). 0: no id is free.
    std::uint16_t open_tunnel(std::uint32_t from = 0);
    void close_tunnel(std::uint16_t tunnel);
    /// False: no id is free.
    bool place_call(std::uint16_t tunnel);
    void close_call(std::uint16_t tunnel, std::uint16_t call);
    void say_hello(std::uint16_t tunnel);
    /// Sends and receives until `done` or the deadline. True: done.
    bool run(const std::function<bool()>& done, Time deadline);
    /// Called in each round, for what must be sent by the clock; returns when it wants to be called again.
    std::function<Time(Time now)> each_round;

  private:
    struct Message {
        Bytes datagram;
        Type type;
        std::uint16_t call;
        unsigned transmissions = 0;
    };
    struct Call {
        std::uint16_t remote = 0;
        bool heard = false;  ///< a data message came
        enum { kFree, kAsked, kConnecting, kUp, kClosing } state = kFree;
        Time began{};
    };
    struct Tunnel {
        std::uint16_t id = 0, remote = 0, ns = 0, nr = 0, window = 4;
        std::uint32_t from = 0;
        bool owes_ack = false, listed = false, gone = false;
        unsigned attempts = 0;
        Time retransmit_at = Time::max();
        std::size_t sent = 0;         ///< at the front of queue
        std::deque<Message> queue;    ///< not acknowledged
        std::vector<Call> calls;      ///< by id - 1
        std::vector<std::uint16_t> free_calls;
    };

    void add(Tunnel& tunnel, Bytes datagram, Type type, std::uint16_t call);
    void push(Tunnel& tunnel);
    void transmit(Tunnel& tunnel, Message& message, std::uint16_t ns);
    void take(std::span<const std::uint8_t> datagram);
    void take_data(std::span<const std::uint8_t> datagram);
    void acknowledge(Tunnel& tunnel, std::uint16_t nr);
    void acknowledged(Tunnel& tunnel, const Message& message);
    void act(Tunnel& tunnel, const Received& message);
    void on_time(Time now);
    void retransmit(Tunnel& tunnel, Time now);
    void arm(Tunnel& tunnel, Time at);
    void list(Tunnel& tunnel);
    void settle();
    void put(std::uint32_t from, std::span<const std::uint8_t> datagram);
    bool lost() { return loss_ > 0 && chance_(random_) < loss_; }
    void free_call(Tunnel& tunnel, std::uint16_t call);

    Udp udp_;
    double loss_;
    std::mt19937_64 random_;
    std::uniform_real_distribution<double> chance_{0, 1};
    Counters counters_;
    std::vector<std::unique_ptr<Tunnel>> tunnels_{65536};
    std::uint16_t last_id_ = 0;
    std::uint32_t next_address_ = 0x7f000100;  ///< 127.0.1.0
    std::uint32_t serial_ = 0;
    std::vector<std::uint16_t> touched_;       ///< tunnels with something to send
    std::priority_queue<std::pair<Time, std::uint16_t>, std::vector<std::pair<Time, std::uint16_t>>, std::greater<>> timers_;
    Time now_ = Clock::now();
};

}  // namespace load
