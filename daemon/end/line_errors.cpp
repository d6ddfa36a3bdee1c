#include "end/line_errors.h"

#include <linux/serial.h>
#include <sys/ioctl.h>

namespace vpdnd {

std::optional<l2tp::Wen> LineErrors::read(int device) const {
    serial_icounter_struct counted{};
    if (::ioctl(device, TIOCGICOUNT, &counted) < 0) return std::nullopt;
    l2tp::Wen out;
    out.framing = static_cast<std::uint32_t>(counted.frame) + static_cast<std::uint32_t>(counted.parity);
    out.hardware_overruns = static_cast<std::uint32_t>(counted.overrun);
    out.buffer_overruns = static_cast<std::uint32_t>(counted.buf_overrun);
    return out;
}

l2tp::Wen errors_since(const l2tp::Wen& before, const l2tp::Wen& now) {
    return {.crc = now.crc - before.crc,
            .framing = now.framing - before.framing,
            .hardware_overruns = now.hardware_overruns - before.hardware_overruns,
            .buffer_overruns = now.buffer_overruns - before.buffer_overruns,
            .timeouts = now.timeouts - before.timeouts,
            .alignment = now.alignment - before.alignment};
}

}  // namespace vpdnd
