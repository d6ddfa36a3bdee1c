// What a call carries until its next message is sent or reported, as plain data.
#pragma once

#include <optional>

#include "l2tp/messages.h"

namespace l2tp {

/// Gone once the call is established.
struct PendingCall {
    std::optional<Icrq> icrq;
    std::optional<Iccn> iccn;
    std::optional<Ocrq> ocrq;
    std::optional<Occn> occn;
    bool operator==(const PendingCall&) const = default;
};

}  // namespace l2tp
