#include "l2tp/loss_recovery.h"

#include <algorithm>

#include "l2tp/records.h"

namespace l2tp {
namespace {

/// RFC 5681 section 3.2. With less out than would cause as many, one less (RFC 5827 section 3).
constexpr std::int32_t kRepeats = 3;
constexpr std::uint16_t kHalf = 32767;  ///< of the numbers: a greater distance is one backwards

}  // namespace

LossRecovery::LossRecovery(const RecoveryRecord& record)
    : end_(record.end), resent_(record.resent), allowed_(record.allowed), repeats_(record.repeats), active_(record.active),
      ended_(record.ended) {}

RecoveryRecord LossRecovery::save() const {
    return {.end = end_, .resent = resent_, .allowed = allowed_, .repeats = repeats_, .active = active_, .ended = ended_};
}

void LossRecovery::begin(SequenceNumber end) {
    active_ = true;
    end_ = end;
    resent_ = 0;
    allowed_ = 1;
}

void LossRecovery::acknowledged(unsigned count, SequenceNumber front, std::size_t window) {
    repeats_ = 1 - static_cast<std::int32_t>(count);
    if (!active_) return;
    const auto left = distance(front, end_);
    if (left == 0 || left > kHalf) {
        active_ = false;
        ended_ = true;
        return;
    }
    const bool keeps = count > resent_;
    resent_ -= std::min<std::uint32_t>(resent_, count);
    allowed_ = keeps ? resent_ + 1 : static_cast<std::uint32_t>(window);
}

bool LossRecovery::repeated(SequenceNumber front, std::size_t out) {
    if (active_ || out < 2 || (ended_ && front == end_)) return false;
    ++repeats_;
    return repeats_ >= (out > static_cast<std::size_t>(kRepeats) ? kRepeats : kRepeats - 1);
}

}  // namespace l2tp
