// Errors that a serial line's driver counts, as a WAN-Error-Notify tells them. RFC 2661 sections 4.4.6 and 6.13.
#pragma once

#include <optional>

#include "l2tp/messages.h"

namespace vpdnd {

/// Where the counters are read. Stateless; shared by all lines.
class LineErrors {
  public:
    virtual ~LineErrors() = default;
    /// Of a tty whose driver counts, from wherever it began; empty for anything else (PPPoE, pseudo terminals). Parity
    /// errors count as framing errors. Frames with a wrong checksum the kernel does not count for a line without an
    /// interface.
    virtual std::optional<l2tp::Wen> read(int device) const;
};

/// What came in addition since `before`. The driver's counters may wrap.
l2tp::Wen errors_since(const l2tp::Wen& before, const l2tp::Wen& now);

}  // namespace vpdnd
