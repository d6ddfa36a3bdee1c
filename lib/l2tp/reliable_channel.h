// Reliable, ordered delivery of control messages in one tunnel: RFC 2661 section 5.8 and appendix A. Holds whole
// encoded messages; knows nothing of what they say. Owned by its tunnel; time is handed in.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "l2tp/congestion_window.h"
#include "l2tp/fifo.h"
#include "l2tp/loss_recovery.h"
#include "l2tp/messages.h"
#include "l2tp/sequence_number.h"
#include "l2tp/settings.h"
#include "l2tp/time.h"

namespace l2tp {

/// First wait for an acknowledgement; doubles with each retransmission.
inline constexpr Duration kRetransmitFirst = std::chrono::seconds(1);
/// A cap on that wait must not be lower (section 5.8).
inline constexpr Duration kRetransmitCapLeast = std::chrono::seconds(8);
/// A message ahead of order that is longer must be sent again: the peer need not have authenticated by then.
inline constexpr std::size_t kLargestHeld = 2048;
/// Longest wait for a message of ours that can carry an acknowledgement.
inline constexpr Duration kAcknowledgeDelay = std::chrono::milliseconds(50);

/// From the first transmission to the end of the wait after the last retransmission (31 s by default).
Duration retransmission_cycle(const TunnelSettings& settings);
/// How long a tunnel that is over answers retransmissions of the peer, whose settings we do not know: our cycle, or
/// the recommended one if that is longer (sections 5.7 and 5.8).
Duration draining_time(const TunnelSettings& settings);

struct ChannelRecord;

class ReliableChannel {
  public:
    ReliableChannel() = default;
    /// Goes on from what save() gave.
    explicit ReliableChannel(ChannelRecord record);
    ChannelRecord save() const;

    /// Sends one datagram now. `retransmission` counts from 1; 0 is the first transmission.
    using Send = std::function<void(std::span<const std::uint8_t> datagram, unsigned retransmission)>;

    enum class Arrival : std::uint8_t {
        kDeliver,      ///< next in order: act upon it, then ask take_held()
        kDuplicate,    ///< acted upon before; acknowledged again
        kHeld,         ///< ahead of order, kept until the gap closes
        kOutOfWindow,  ///< further ahead than our receive window, or not to be kept until the gap closes
    };

    // Receiving ---------------------------------------------------------------------------------------------

    /// Nr of a received header. Frees what it acknowledges. `alone`: no message came with it (ZLB), so that the peer only says
    /// that something arrived. False: it names a message that we never sent.
    bool acknowledge(Time now, SequenceNumber nr, bool alone, const TunnelSettings& settings);
    /// A message (not a ZLB) arrived. kHeld copies the datagram; only if it `may_hold`.
    Arrival arrive(Time now, SequenceNumber ns, std::uint16_t receive_window, std::span<const std::uint8_t> datagram,
                   bool may_hold = true);
    /// The next message in order, if it was held.
    std::optional<Bytes> take_held(Time now);

    // Sending -----------------------------------------------------------------------------------------------

    /// Appends an encoded message; its Ns is set here.
    void add(Bytes datagram);
    /// Sends what the windows allow, and again what is lost.
    void flush(Time now, const TunnelSettings& settings, const Send& send);
    /// True if an acknowledgement should go out without waiting for a message to carry it.
    bool must_acknowledge(Time now) const { return acknowledge_now_ || now >= acknowledge_at_; }
    /// The message that was just received is acknowledged without delay.
    void hurry() { acknowledge_now_ = true; }
    /// Told after a ZLB was sent.
    void acknowledged();

    /// A time-out, if it is due: the front is sent again. No message is sent more often than `retransmit_retries` allows; one
    /// that was sent again before its time-outs keeps them. False: there were `retries`, and the peer did not answer.
    bool on_time(Time now, const TunnelSettings& settings, unsigned retries, const Send& send);
    Time next_deadline() const;
    /// Sends the message in front once more, if it was sent, and leaves its next retransmission where it is.
    void repeat_oldest(const Send& send);

    /// The next message added is the last one: forgets what was never sent, and lets the rest use all of the peer's
    /// window.
    void close();
    /// The peer has told its id of the tunnel: what was queued for tunnel 0 carries it from now on (section 4.4.3).
    void set_tunnel(PeerTunnelId tunnel);
    /// Forgets everything that waits for an acknowledgement: the peer has said its last word.
    void forget();

    // Questions ---------------------------------------------------------------------------------------------

    CongestionWindow& window() { return window_; }
    const CongestionWindow& window() const { return window_; }
    /// Ns of the next message to be sent for the first time; also that of a ZLB.
    SequenceNumber zlb_ns() const;
    SequenceNumber nr() const { return nr_; }
    std::size_t unacknowledged() const { return transmitted_; }
    /// Retransmissions of the message that waits longest for its acknowledgement; 0: it was sent once, or there is none.
    unsigned attempts() const { return transmitted_ > 0 ? queue_[0].time_outs : 0u; }
    std::size_t queued() const { return queue_.size() - transmitted_; }
    bool idle() const { return queue_.empty(); }
    std::uint64_t retransmissions() const { return retransmissions_; }

  private:
    struct Outgoing {
        Bytes datagram;
        std::uint8_t transmissions = 0;
        std::uint8_t time_outs = 0;  ///< while it was in front: each doubles its interval (section 5.8)
    };
    struct Held {
        SequenceNumber ns = 0;
        Bytes datagram;
    };

    SequenceNumber front_ns() const { return static_cast<SequenceNumber>(next_ns_ - queue_.size()); }
    void received_one(Time now, std::uint16_t receive_window);
    void wait_for_front(Time now, const TunnelSettings& settings);
    void transmit(Outgoing& message, const TunnelSettings& settings, const Send& send);

    Fifo<Outgoing> queue_;              ///< not yet acknowledged, in order of Ns
    std::vector<Held> held_;            ///< ahead of order, sorted by distance from nr_
    Time retransmit_at_ = kNever;
    Time acknowledge_at_ = kNever;
    std::uint32_t transmitted_ = 0;     ///< at the front of queue_: sent at least once
    std::uint32_t retransmissions_ = 0;
    SequenceNumber next_ns_ = 0;
    SequenceNumber nr_ = 0;
    std::uint16_t window_held_ = 0;     ///< receive window, as given with the last arrival
    std::uint16_t owed_ = 0;            ///< received and not yet acknowledged
    bool timed_out_ = false;            ///< nothing was acknowledged since the last time-out
    bool acknowledge_now_ = false;
    bool closing_ = false;
    CongestionWindow window_;
    LossRecovery recovery_;
};

}  // namespace l2tp
