// A reliable channel that sends, for tests. For Catch2 tests only.
#pragma once

#include <utility>
#include <vector>

#include "l2tp/header.h"
#include "l2tp/message_codec.h"
#include "l2tp/reliable_channel.h"
#include "support/catch.h"

namespace test {

/// The sending half of a control connection, whose peer the test plays.
struct Sender {
    l2tp::ReliableChannel channel;
    l2tp::SequenceNumber front = 0;
    l2tp::TunnelSettings settings;
    l2tp::Time now = l2tp::Time{} + std::chrono::seconds(100);
    std::vector<std::pair<l2tp::ControlHeader, unsigned>> sent;  ///< header, retransmission

    l2tp::ReliableChannel::Send send = [this](std::span<const std::uint8_t> datagram, unsigned retransmission) {
        sent.emplace_back(*l2tp::decode_header(datagram), retransmission);
    };
    void add(int count) {
        for (int i = 0; i < count; ++i) channel.add(l2tp::encode_message(l2tp::Hello{}, {1, 0, 0, 0, 0}, {}));
        channel.flush(now, settings, send);
    }
    /// Nr of a message of the peer, or of a ZLB.
    void ack(l2tp::SequenceNumber nr, bool alone = true) {
        CHECK(channel.acknowledge(now, nr, alone, settings));
        channel.flush(now, settings, send);
    }
    /// As many messages are out as the peer's window holds, Ns from `front` on; what was sent is forgotten.
    void fill(l2tp::SequenceNumber window) {
        channel.window().set_peer_window(window);
        add(window * 4);
        l2tp::SequenceNumber nr = 0;
        while (channel.unacknowledged() < window) ack(++nr);
        front = nr;
        sent.clear();
    }
    /// Ns of what was sent since, from `front` on; forgets it.
    std::vector<int> sent_places() {
        std::vector<int> out;
        for (const auto& [header, retransmission] : sent) out.push_back(l2tp::distance(front, header.ns));
        sent.clear();
        return out;
    }
    bool pass(l2tp::Duration duration) {
        now += duration;
        return channel.on_time(now, settings, settings.retransmit_retries, send);
    }
};

}  // namespace test
