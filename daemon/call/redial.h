// When a call of this machine's own is placed: again and again with growing waits until it is up, and anew when it has ended. It is
// given up when it was told to end, when the administrator ended it, or by `persist` and `maxfail`. No I/O: times come in, what is to
// be done comes out. Owned by ClientCalls.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "config/config.h"

namespace vpdnd {

enum class RedialState : std::uint8_t {
    kIdle,     ///< nobody wants it
    kPlacing,  ///< a try is under way
    kUp,
    kWaiting,  ///< for deadline()
};

/// How a try or a call ended.
enum class CallEnd : std::uint8_t {
    kFailed,  ///< it was refused, or is lost
    kTold,    ///< the administrator ended it: it is not wanted any more
    kHere,    ///< what it went over is gone or has changed: the next one follows at once
};

class Redial {
  public:
    using Time = std::chrono::steady_clock::time_point;
    /// Uniform in [0, limit); 0 for limit 0.
    using Random = std::function<std::uint32_t(std::uint32_t limit)>;

    struct Rules {
        RedialTimes waits;
        bool persist = true;
        unsigned maxfail = 0;
    };
    enum class Do : std::uint8_t { kNothing, kPlace, kHangUp };

    /// A call that was up for so long was a good one: after it the waits begin with the first.
    static constexpr std::chrono::seconds kGood{60};
    /// Tries that follow from changes of the network are not nearer to each other.
    static constexpr std::chrono::seconds kAtLeast{1};

    Redial(const Rules& rules, Random random) : rules_(rules), random_(std::move(random)) {}
    /// After a reload; a wait that has begun ends as it would have.
    void use(const Rules& rules) { rules_ = rules; }

    /// It is wanted. While a call that is not wanted any more still ends, the new one follows it.
    Do start(Time now);
    /// It is not wanted any more.
    Do stop();
    void came_up(Time now);
    Do ended(Time now, CallEnd how);
    /// When deadline() has come.
    Do on_time(Time now);
    /// This machine's addresses or interfaces are not what they were: a wait may be for nothing.
    Do network_changed(Time now);

    RedialState state() const { return record_.state; }
    bool wanted() const { return record_.wanted; }
    /// Of kWaiting.
    std::optional<Time> deadline() const;
    /// In a row, up to now.
    unsigned failures() const { return record_.failures; }

    /// As plain data.
    struct Record {
        RedialState state = RedialState::kIdle;
        bool wanted = false;
        bool stopping = false;      ///< stop() has it hung up
        unsigned failures = 0;      ///< tries in a row that did not come up
        unsigned waits = 0;         ///< since the last good call
        Time placed_at{}, up_at{};  ///< of the last try
        Time next_at{};             ///< of kWaiting
    };
    const Record& save() const { return record_; }
    void adopt(const Record& record) { record_ = record; }

  private:
    Do place(Time now);
    Do give_up();
    std::chrono::milliseconds next_wait();

    Rules rules_;
    Random random_;
    Record record_;
};

}  // namespace vpdnd
