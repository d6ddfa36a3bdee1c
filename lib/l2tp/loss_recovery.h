// Which control messages are sent again after a loss, and when before their time-out: what TCP does (RFC 5681, and RFC 6582
// for several losses in one window), by messages instead of octets, within RFC 2661 section 5.8. Places are counted from the
// front of the queue of what is not acknowledged.
#pragma once

#include <cstddef>
#include <cstdint>

#include "l2tp/sequence_number.h"

namespace l2tp {

struct RecoveryRecord;

class LossRecovery {
  public:
    LossRecovery() = default;
    explicit LossRecovery(const RecoveryRecord& record);
    RecoveryRecord save() const;

    /// The front is lost, by its time-out or by repeated(): it is to be sent again, and nothing else before the peer has
    /// answered. `end`: Ns of the first message that was never sent; the recovery is over when all before it are acknowledged.
    void begin(SequenceNumber end);
    /// The peer acknowledged `count` messages; `front` is the first that it did not, `window` how many may be in flight. Some
    /// that were out when the loss was noticed are still not acknowledged: the front is lost, too, and is to be sent again at
    /// once. A peer that acknowledged more than was sent again keeps what comes ahead of order; from one that did not, all may
    /// be missing.
    void acknowledged(unsigned count, SequenceNumber front, std::size_t window);
    /// An acknowledgement alone (a ZLB) named the front, `front`, once more, with `out` messages unacknowledged. True: so
    /// often that a later message must have arrived and the front has not. Those that a peer sends late for messages that it
    /// has acknowledged together already, and those for what was sent again in vain, do not count.
    bool repeated(SequenceNumber front, std::size_t out);
    void forget() { *this = {}; }

    bool active() const { return active_; }
    /// Of `out` unacknowledged messages, is another one to be sent again? It is the one at resent().
    bool resends(std::size_t out) const { return active_ && resent_ < allowed_ && resent_ < out; }
    std::size_t resent() const { return resent_; }
    void sent_again() { ++resent_; }

  private:
    SequenceNumber end_ = 0;
    std::uint32_t resent_ = 0;   ///< at the front: sent again in this recovery
    std::uint32_t allowed_ = 0;  ///< at the front: may be sent again by now
    std::int32_t repeats_ = 0;   ///< of the front's acknowledgement; below 0: that many more are no sign of a loss
    bool active_ = false;
    bool ended_ = false;  ///< there was one, which ended at end_
};

}  // namespace l2tp
