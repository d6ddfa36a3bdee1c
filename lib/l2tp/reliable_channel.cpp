#include "l2tp/reliable_channel.h"

#include <algorithm>

#include "l2tp/header.h"
#include "l2tp/records.h"

namespace l2tp {
namespace {

constexpr std::size_t kTunnelOffset = 4;
constexpr std::size_t kNsOffset = 8;
constexpr Duration kRecommendedCycle = std::chrono::seconds(31);

void patch(Bytes& datagram, std::size_t offset, std::uint16_t number) {
    datagram[offset] = static_cast<std::uint8_t>(number >> 8);
    datagram[offset + 1] = static_cast<std::uint8_t>(number & 0xff);
}

/// Wait after the transmission numbered `attempt` (0 = the first one).
Duration wait_after(unsigned attempt, const TunnelSettings& settings) {
    const auto cap = std::max(settings.retransmit_max, kRetransmitCapLeast);
    auto wait = kRetransmitFirst;
    for (unsigned i = 0; i < attempt && wait < cap; ++i) wait *= 2;
    return std::min(wait, cap);
}

}  // namespace

Duration retransmission_cycle(const TunnelSettings& settings) {
    Duration sum{};
    for (unsigned attempt = 0; attempt <= settings.retransmit_retries; ++attempt) sum += wait_after(attempt, settings);
    return sum;
}

Duration draining_time(const TunnelSettings& settings) { return std::max(retransmission_cycle(settings), kRecommendedCycle); }

ReliableChannel::ReliableChannel(ChannelRecord record)
    : retransmit_at_(record.retransmit_at), acknowledge_at_(record.acknowledge_at),
      transmitted_(record.transmitted), retransmissions_(record.retransmissions), next_ns_(record.next_ns), nr_(record.nr),
      window_held_(record.window_held), owed_(record.owed), timed_out_(record.timed_out),
      acknowledge_now_(record.acknowledge_now), closing_(record.closing), window_(record.window),
      recovery_(record.recovery) {
    for (auto& outgoing : record.queue) queue_.push({std::move(outgoing.datagram), outgoing.transmissions, outgoing.time_outs});
    for (auto& held : record.held) held_.push_back({held.ns, std::move(held.datagram)});
}

ChannelRecord ReliableChannel::save() const {
    ChannelRecord record{.queue = {}, .held = {}, .retransmit_at = retransmit_at_, .acknowledge_at = acknowledge_at_,
                         .transmitted = transmitted_, .retransmissions = retransmissions_,
                         .next_ns = next_ns_, .nr = nr_, .window_held = window_held_, .owed = owed_,
                         .timed_out = timed_out_, .acknowledge_now = acknowledge_now_, .closing = closing_,
                         .window = window_.save(), .recovery = recovery_.save()};
    record.queue.reserve(queue_.size());
    for (std::size_t i = 0; i < queue_.size(); ++i)
        record.queue.push_back({queue_[i].datagram, queue_[i].transmissions, queue_[i].time_outs});
    for (const auto& held : held_) record.held.push_back({held.ns, held.datagram});
    return record;
}

bool ReliableChannel::acknowledge(Time now, SequenceNumber nr, bool alone, const TunnelSettings& settings) {
    const auto count = distance(front_ns(), nr);
    if (count == 0) {
        if (alone && recovery_.repeated(nr, transmitted_)) {
            recovery_.begin(zlb_ns());
            window_.on_early_retransmission();
            wait_for_front(now, settings);
        }
        return true;
    }
    if (count > transmitted_) return is_duplicate(nr, front_ns());
    for (unsigned i = 0; i < count; ++i) queue_.pop();
    transmitted_ -= count;
    timed_out_ = false;
    window_.on_acknowledgement();
    recovery_.acknowledged(count, nr, window_.size());
    retransmit_at_ = kNever;
    if (transmitted_ > 0) wait_for_front(now, settings);
    return true;
}

/// The peer is there. The front waits as long as its own time-outs have made it (section 5.8), from now on.
void ReliableChannel::wait_for_front(Time now, const TunnelSettings& settings) {
    retransmit_at_ = now + wait_after(queue_.front().time_outs, settings);
}

void ReliableChannel::received_one(Time now, std::uint16_t receive_window) {
    nr_ = advanced(nr_, 1);
    ++owed_;
    if (owed_ * 2 >= receive_window) acknowledge_now_ = true;
    acknowledge_at_ = std::min(acknowledge_at_, now + kAcknowledgeDelay);
}

ReliableChannel::Arrival ReliableChannel::arrive(Time now, SequenceNumber ns, std::uint16_t receive_window,
                                                 std::span<const std::uint8_t> datagram) {
    window_held_ = receive_window;
    if (is_duplicate(ns, nr_)) {
        acknowledge_now_ = true;
        return Arrival::kDuplicate;
    }
    const auto ahead = distance(nr_, ns);
    if (ahead == 0) {
        received_one(now, receive_window);
        return Arrival::kDeliver;
    }
    acknowledge_now_ = true;
    if (ahead >= receive_window || datagram.size() > kLargestHeld) return Arrival::kOutOfWindow;
    const auto place = std::find_if(held_.begin(), held_.end(),
                                    [&](const Held& held) { return distance(nr_, held.ns) >= ahead; });
    if (place != held_.end() && place->ns == ns) return Arrival::kDuplicate;
    held_.insert(place, Held{ns, Bytes(datagram.begin(), datagram.end())});
    return Arrival::kHeld;
}

std::optional<Bytes> ReliableChannel::take_held(Time now) {
    if (held_.empty() || held_.front().ns != nr_) return std::nullopt;
    auto datagram = std::move(held_.front().datagram);
    held_.erase(held_.begin());
    if (held_.empty()) std::vector<Held>().swap(held_);
    received_one(now, window_held_);
    return datagram;
}

void ReliableChannel::add(Bytes datagram) {
    patch(datagram, kNsOffset, next_ns_);
    queue_.push(Outgoing{std::move(datagram), 0});
    next_ns_ = advanced(next_ns_, 1);
}

void ReliableChannel::flush(Time now, const TunnelSettings& settings, const Send& send) {
    for (; recovery_.resends(transmitted_); recovery_.sent_again()) transmit(queue_[recovery_.resent()], settings, send);
    // The last message may fill the peer's window at once; before, the congestion window rules.
    const std::size_t limit = closing_ && !timed_out_ ? window_.peer_window() : window_.size();
    while (transmitted_ < queue_.size() && transmitted_ < limit) {
        transmit(queue_[transmitted_++], settings, send);
        if (retransmit_at_ == kNever) wait_for_front(now, settings);
    }
}

/// One that was sent as often as is allowed waits for its time-outs all the same.
void ReliableChannel::transmit(Outgoing& message, const TunnelSettings& settings, const Send& send) {
    const unsigned retransmission = message.transmissions;
    if (retransmission > settings.retransmit_retries) return;
    ++message.transmissions;
    if (retransmission > 0) ++retransmissions_;
    patch_nr(message.datagram, nr_);
    acknowledged();
    send(message.datagram, retransmission);
}

void ReliableChannel::acknowledged() {
    owed_ = 0;
    acknowledge_now_ = false;
    acknowledge_at_ = kNever;
}

bool ReliableChannel::on_time(Time now, const TunnelSettings& settings, const Send& send) {
    if (now < retransmit_at_) return true;
    auto& front = queue_.front();
    if (front.time_outs >= settings.retransmit_retries) return false;
    ++front.time_outs;
    timed_out_ = true;
    window_.on_retransmission();
    recovery_.begin(zlb_ns());
    wait_for_front(now, settings);
    flush(now, settings, send);
    return true;
}

Time ReliableChannel::next_deadline() const { return std::min(retransmit_at_, acknowledge_at_); }

void ReliableChannel::close() {
    next_ns_ = advanced(front_ns(), transmitted_);
    queue_.truncate(transmitted_);
    closing_ = true;
}

void ReliableChannel::set_tunnel(PeerTunnelId tunnel) {
    for (std::size_t i = 0; i < queue_.size(); ++i) patch(queue_[i].datagram, kTunnelOffset, tunnel.value);
}

void ReliableChannel::forget() {
    close();
    queue_.truncate(0);
    transmitted_ = 0;
    recovery_.forget();
    retransmit_at_ = kNever;
    std::vector<Held>().swap(held_);
}

SequenceNumber ReliableChannel::zlb_ns() const { return advanced(front_ns(), transmitted_); }

}  // namespace l2tp
