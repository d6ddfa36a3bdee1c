#include "lac.h"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace load {
namespace {

constexpr std::chrono::seconds kFirstWait{1};
constexpr unsigned kRetries = 6;
constexpr std::uint16_t kWindow = 16;  // that we offer
constexpr std::chrono::milliseconds kLongestPoll{20};

}  // namespace

Lac::Lac(sockaddr_in target, double loss, std::uint64_t seed) : udp_(target), loss_(loss), random_(seed) {}

// Requests --------------------------------------------------------------------------------------------------

std::uint16_t Lac::open_tunnel(std::uint32_t from) {
    for (unsigned tries = 0; tries < 65535; ++tries) {
        if (++last_id_ == 0) last_id_ = 1;
        if (!tunnels_[last_id_]) break;
    }
    if (tunnels_[last_id_]) return 0;
    auto& tunnel = *(tunnels_[last_id_] = std::make_unique<Tunnel>());
    tunnel.id = last_id_;
    tunnel.from = from != 0 ? from : ++next_address_;
    add(tunnel, sccrq(tunnel.id, kWindow, "load"), Type::kSccrq, 0);
    return tunnel.id;
}

void Lac::close_tunnel(std::uint16_t id) {
    auto& tunnel = *tunnels_[id];
    add(tunnel, stop_ccn(tunnel.remote, id), Type::kStopCcn, 0);
}

bool Lac::place_call(std::uint16_t id) {
    auto& tunnel = *tunnels_[id];
    std::uint16_t number = 0;
    if (!tunnel.free_calls.empty()) {
        number = tunnel.free_calls.back();
        tunnel.free_calls.pop_back();
    } else {
        if (tunnel.calls.size() >= 65535) return false;
        tunnel.calls.emplace_back();
        number = static_cast<std::uint16_t>(tunnel.calls.size());
    }
    auto& call = tunnel.calls[number - 1u];
    call.state = Call::kAsked;
    call.remote = 0;
    call.heard = false;
    call.began = now_;
    add(tunnel, icrq(tunnel.remote, number, ++serial_), Type::kIcrq, number);
    return true;
}

void Lac::close_call(std::uint16_t id, std::uint16_t number) {
    auto& tunnel = *tunnels_[id];
    auto& call = tunnel.calls[number - 1u];
    call.state = Call::kClosing;
    add(tunnel, cdn(tunnel.remote, call.remote, number), Type::kCdn, number);
}

void Lac::say_hello(std::uint16_t id) {
    auto& tunnel = *tunnels_[id];
    add(tunnel, hello(tunnel.remote), Type::kHello, 0);
}

void Lac::free_call(Tunnel& tunnel, std::uint16_t number) {
    tunnel.calls[number - 1u].state = Call::kFree;
    tunnel.free_calls.push_back(number);
}

// Sending ---------------------------------------------------------------------------------------------------

void Lac::add(Tunnel& tunnel, Bytes datagram, Type type, std::uint16_t call) {
    tunnel.queue.push_back({std::move(datagram), type, call});
    list(tunnel);
}

void Lac::list(Tunnel& tunnel) {
    if (tunnel.listed) return;
    tunnel.listed = true;
    touched_.push_back(tunnel.id);
}

void Lac::put(std::uint32_t from, std::span<const std::uint8_t> datagram) {
    ++counters_.sent;
    if (!lost()) udp_.send(from, datagram);
}

void Lac::transmit(Tunnel& tunnel, Message& message, std::uint16_t ns) {
    if (message.transmissions++ > 0) ++counters_.retransmissions;
    set_numbers(message.datagram, ns, tunnel.nr);
    put(tunnel.from, message.datagram);
    tunnel.owes_ack = false;
}

void Lac::push(Tunnel& tunnel) {
    // The first messages tell the peer's window: before, one at a time.
    const std::size_t window = tunnel.remote != 0 ? tunnel.window : 1;
    if (tunnel.sent == 0 && !tunnel.queue.empty()) arm(tunnel, now_ + kFirstWait);
    for (; tunnel.sent < tunnel.queue.size() && tunnel.sent < window; ++tunnel.sent)
        transmit(tunnel, tunnel.queue[tunnel.sent], static_cast<std::uint16_t>(tunnel.ns + tunnel.sent));
    if (!tunnel.owes_ack) return;
    auto datagram = zlb(tunnel.remote);
    set_numbers(datagram, static_cast<std::uint16_t>(tunnel.ns + tunnel.sent), tunnel.nr);
    put(tunnel.from, datagram);
    tunnel.owes_ack = false;
}

/// Sends what this round left to be sent, and forgets the tunnels that ended in it.
void Lac::settle() {
    for (std::size_t i = 0; i < touched_.size(); ++i) {
        auto& tunnel = *tunnels_[touched_[i]];
        tunnel.listed = false;
        push(tunnel);
        if (tunnel.gone) tunnels_[touched_[i]].reset();
    }
    touched_.clear();
    udp_.flush();
}

void Lac::arm(Tunnel& tunnel, Time at) {
    tunnel.retransmit_at = at;
    timers_.emplace(at, tunnel.id);
}

void Lac::on_time(Time now) {
    while (!timers_.empty() && timers_.top().first <= now) {
        const auto id = timers_.top().second;
        timers_.pop();
        // One that was put off, or belongs to a tunnel that is gone.
        if (!tunnels_[id] || tunnels_[id]->retransmit_at > now || tunnels_[id]->sent == 0) continue;
        retransmit(*tunnels_[id], now);
    }
}

void Lac::retransmit(Tunnel& tunnel, Time now) {
    if (tunnel.attempts == kRetries) {
        tunnel.gone = true;
        tunnel.queue.clear();
        tunnel.sent = 0;
        if (events.tunnel_lost) events.tunnel_lost(tunnel.id);
        return list(tunnel);
    }
    ++tunnel.attempts;
    for (std::size_t i = 0; i < tunnel.sent; ++i)
        transmit(tunnel, tunnel.queue[i], static_cast<std::uint16_t>(tunnel.ns + i));
    arm(tunnel, now + std::min<std::chrono::seconds>(kFirstWait * (1 << tunnel.attempts), std::chrono::seconds(8)));
}

// Receiving -------------------------------------------------------------------------------------------------

void Lac::take(std::span<const std::uint8_t> datagram) {
    if (lost()) return;
    ++counters_.received;
    if (!datagram.empty() && (datagram[0] & 0x80) == 0) return take_data(datagram);
    const auto message = read_message(datagram);
    if (!message) {
        ++counters_.malformed;
        return;
    }
    if (!tunnels_[message->tunnel] || tunnels_[message->tunnel]->gone) return;
    auto& tunnel = *tunnels_[message->tunnel];
    // Its number must be known before its acknowledgement is acted upon.
    if (message->type == Type::kSccrp && tunnel.remote == 0) {
        tunnel.remote = message->assigned_tunnel;
        tunnel.window = std::max<std::uint16_t>(message->window, 1);
    }
    acknowledge(tunnel, message->nr);
    if (message->type == Type::kZlb || tunnel.gone) return;
    tunnel.owes_ack = true;
    list(tunnel);
    if (message->ns != tunnel.nr) return;  // a duplicate, or one is missing before it
    ++tunnel.nr;
    act(tunnel, *message);
}

void Lac::take_data(std::span<const std::uint8_t> datagram) {
    const auto ids = read_data(datagram);
    if (!ids || !tunnels_[ids->tunnel] || ids->session == 0 || ids->session > tunnels_[ids->tunnel]->calls.size()) return;
    auto& call = tunnels_[ids->tunnel]->calls[ids->session - 1u];
    if (call.state == Call::kFree || std::exchange(call.heard, true)) return;
    if (events.first_frame) events.first_frame(ids->tunnel, ids->session, call.began);
}

void Lac::acknowledge(Tunnel& tunnel, std::uint16_t nr) {
    const auto count = static_cast<std::uint16_t>(nr - tunnel.ns);
    if (count == 0 || count > tunnel.sent) return;
    tunnel.attempts = 0;
    for (unsigned i = 0; i < count; ++i) {
        const auto message = std::move(tunnel.queue.front());
        tunnel.queue.pop_front();
        --tunnel.sent;
        ++tunnel.ns;
        acknowledged(tunnel, message);
    }
    if (tunnel.sent > 0) arm(tunnel, now_ + kFirstWait);
    if (!tunnel.queue.empty()) list(tunnel);
}

void Lac::acknowledged(Tunnel& tunnel, const Message& message) {
    switch (message.type) {
        case Type::kScccn:
            if (events.tunnel_up) events.tunnel_up(tunnel.id);
            break;
        case Type::kStopCcn:
            tunnel.gone = true;
            list(tunnel);
            if (events.tunnel_closed) events.tunnel_closed(tunnel.id);
            break;
        case Type::kIccn: {
            auto& call = tunnel.calls[message.call - 1u];
            if (call.state != Call::kConnecting) break;
            call.state = Call::kUp;
            if (events.call_up) events.call_up(tunnel.id, message.call, call.began);
            break;
        }
        case Type::kHello:
            if (events.hello_acknowledged) events.hello_acknowledged(tunnel.id);
            break;
        case Type::kCdn: {
            const auto began = tunnel.calls[message.call - 1u].began;
            free_call(tunnel, message.call);
            if (events.call_closed) events.call_closed(tunnel.id, message.call, began);
            break;
        }
        default: break;
    }
}

void Lac::act(Tunnel& tunnel, const Received& message) {
    switch (message.type) {
        case Type::kSccrp: add(tunnel, scccn(tunnel.remote), Type::kScccn, 0); break;
        case Type::kStopCcn:
            if (events.stop_received) events.stop_received(tunnel.id);
            tunnel.queue.clear();
            tunnel.sent = 0;
            tunnel.gone = true;  // after the acknowledgement
            break;
        case Type::kIcrp: {
            if (message.session == 0 || message.session > tunnel.calls.size()) break;
            auto& call = tunnel.calls[message.session - 1u];
            if (call.state != Call::kAsked) break;
            call.state = Call::kConnecting;
            call.remote = message.assigned_session;
            add(tunnel, iccn(tunnel.remote, call.remote), Type::kIccn, message.session);
            break;
        }
        case Type::kCdn: {
            if (message.session == 0 || message.session > tunnel.calls.size()) break;
            auto& call = tunnel.calls[message.session - 1u];
            if (call.state == Call::kFree || call.state == Call::kClosing) break;
            free_call(tunnel, message.session);
            if (events.call_lost) events.call_lost(tunnel.id, message.session);
            break;
        }
        default: break;
    }
}

bool Lac::run(const std::function<bool()>& done, Time deadline) {
    for (;;) {
        now_ = Clock::now();
        const auto next = each_round ? each_round(now_) : Time::max();
        on_time(now_);
        settle();
        if (done()) return true;
        if (now_ >= deadline) return false;
        bool any = false;
        while (udp_.receive([this](std::span<const std::uint8_t> datagram) { take(datagram); })) {
            any = true;
            now_ = Clock::now();
            settle();
            if (done()) return true;
        }
        if (any) continue;
        const auto left = std::min<Clock::duration>({kLongestPoll, next - now_, deadline - now_});
        const auto wait = std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(left, Clock::duration::zero()));
        const timespec patience{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
        pollfd readable{udp_.fd(), POLLIN, 0};
        ::ppoll(&readable, 1, &patience, nullptr);
    }
}

}  // namespace load
