#include "log/limited.h"

#include "log/line_limit.h"

namespace vpdnd::log {
namespace {

LineLimit limit;

LineLimit::Time now() { return std::chrono::steady_clock::now(); }

bool may_write(std::string_view message, Rate rate) {
    tell_suppressed();
    return limit.allow(message, now(), static_cast<unsigned>(rate));
}

}  // namespace

void write_limited(Level level, std::string_view message, std::initializer_list<Field> fields, Rate rate) {
    if (wanted(level) && may_write(message, rate)) write(level, message, fields);
}

void write_limited(Level level, std::string_view message, const std::vector<Field>& fields, Rate rate) {
    if (wanted(level) && may_write(message, rate)) write(level, message, fields);
}

void debug_limited(Area area, std::string_view message, std::initializer_list<Field> fields) {
    if (enabled(area) && may_write(message, Rate::kFaults)) debug(area, message, fields);
}

bool tell_suppressed() {
    if (!limit.pending()) return false;
    for (const auto& [kind, lines] : limit.take_told(now()))
        write(Level::kNotice, "more lines like this suppressed", {{"line", kind}, {"suppressed", std::to_string(lines)}});
    return limit.pending();
}

bool suppressed_pending() { return limit.pending(); }

std::uint64_t suppressed_lines() { return limit.total(); }

}  // namespace vpdnd::log
