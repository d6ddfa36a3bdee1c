#include "l2tp/tracer.h"

#include <array>

namespace l2tp {

std::string_view name_of(DropReason reason) {
    static constexpr std::array<std::string_view, static_cast<std::size_t>(DropReason::kCount_)> kNames = {
        "data-packet",   "too-short",        "bad-version",         "bad-length",
        "bad-flags",     "unknown-tunnel",   "wrong-address",       "unknown-session",
        "malformed-avp", "unexpected-message", "duplicate",         "out-of-window",
        "half-open-limit", "half-open-per-address", "tunnel-limit", "rate-limit",
        "unknown-optional-avp", "unknown-optional-message", "not-listening", "too-long",
        "not-repeated", "half-open-replaced", "refusal-limit"};
    static_assert(!kNames.back().empty());
    const auto index = static_cast<std::size_t>(reason);
    return index < kNames.size() ? kNames[index] : "unknown";
}

}  // namespace l2tp
