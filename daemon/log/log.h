// The daemon's log: one message text and key=value pairs. Boost.Log behind it (asynchronous, bounded; what was
// dropped is counted). Strings from peers are escaped here. Secrets must not be passed in.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vpdnd::log {

enum class Level : std::uint8_t { kDebug, kInfo, kNotice, kWarning, kError };
enum class Area : std::uint8_t { kEvents, kPackets, kErrors, kPpp, kRadius, kDataplane, kCount_ };

struct Field {
    std::string_view key;
    std::string value;
    std::string_view words{};  ///< what a number means: key=value "words"
};

/// Sinks: stderr in the foreground (plain lines, or with journald's <N> prefix when stderr is the journal), else
/// syslog facility daemon. Call once before the first write.
void start(bool foreground, Level level);
/// Writes out what is queued; call before exit.
void stop();
void set_level(Level level);
/// Are lines of this level written?
bool wanted(Level level);
bool parse_level(std::string_view name, Level* level);
bool parse_area(std::string_view name, Area* area);
std::string_view name_of(Area area);

void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});
void write(Level level, std::string_view message, const std::vector<Field>& fields);
/// Debug areas: `enabled` is cheap; write with debug() only if it is true.
bool enabled(Area area);
void set_area(Area area, bool on);
void debug(Area area, std::string_view message, std::initializer_list<Field> fields = {});
/// Lines lost because the queue was full, since start.
std::uint64_t dropped_lines();

/// Printable ASCII stays, everything else becomes \xNN; longer than `limit` is cut with "…".
std::string escape(std::string_view text, std::size_t limit = 256);

}  // namespace vpdnd::log
