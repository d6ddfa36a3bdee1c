#include "end/end.h"

#include <utility>

namespace vpdnd {

void End::channel_failed(const DataPlaneError& error) {
    lose({.cause = EndCause::kDataPlane, .text = error.text});
}

void End::lose(EndReason why) {
    if (over()) return;
    reason_ = std::move(why);
    let_go();
    become(EndState::kLost, EndReport::kLost);
}

void End::be_gone() {
    if (state_ == EndState::kGone) return;
    become(EndState::kGone, EndReport::kGone);
}

const EndReason& End::no_reason() {
    static const EndReason none;
    return none;
}

}  // namespace vpdnd
