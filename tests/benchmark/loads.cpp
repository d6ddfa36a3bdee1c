#include "loads.h"

#include <algorithm>
#include <stdexcept>

#include "process_figures.h"

namespace load {
namespace {

/// CPU and memory of the daemon between two points.
class Usage {
  public:
    explicit Usage(pid_t pid)
        : pid_(pid), cpu_(cpu_seconds(pid)), memory_(resident_mb(pid)), machine_cpu_(machine_cpu_seconds()), available_(available_mb()) {}
    void add_to(Figures& figures, Lac& lac, const Options& options) const {
        figures["cpu_s"] = cpu_seconds(pid_) - cpu_;
        figures["machine_cpu_s"] = machine_cpu_seconds() - machine_cpu_;
        if (options.settle > 0) wait(lac, options.settle);
        figures["rss_before_mb"] = memory_;
        figures["rss_after_mb"] = resident_mb(pid_);
        figures["machine_mb"] = available_ - available_mb();
    }

  private:
    pid_t pid_;
    double cpu_, memory_, machine_cpu_, available_;
};

void add_common(Figures& figures, const Lac& lac, unsigned done, double seconds) {
    figures["done"] = done;
    figures["seconds"] = seconds;
    figures["rate"] = seconds > 0 ? done / seconds : 0;
    figures["retransmissions"] = static_cast<double>(lac.counters().retransmissions);
    figures["malformed"] = static_cast<double>(lac.counters().malformed);
}

}  // namespace

Time deadline_of(const Options& options) {
    return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
}

void wait(Lac& lac, double seconds) {
    lac.run([] { return false; },
            Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds)));
}

void add_latencies(Figures& figures, std::vector<double> milliseconds) {
    if (milliseconds.empty()) return;
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double part) {
        return milliseconds[static_cast<std::size_t>(part * static_cast<double>(milliseconds.size() - 1))];
    };
    figures["p50_ms"] = at(0.5);
    figures["p99_ms"] = at(0.99);
    figures["max_ms"] = milliseconds.back();
}

std::vector<std::uint16_t> open_tunnels(Lac& lac, unsigned count, Time deadline) {
    std::vector<std::uint16_t> up;
    unsigned asked = 0;
    lac.events.tunnel_up = [&](std::uint16_t id) {
        up.push_back(id);
        if (asked < count && lac.open_tunnel() != 0) ++asked;
    };
    // A few at a time: this is not what is measured.
    while (asked < count && asked < 8 && lac.open_tunnel() != 0) ++asked;
    const bool all = lac.run([&] { return up.size() >= count; }, deadline);
    lac.events.tunnel_up = nullptr;
    if (!all) throw std::runtime_error("only " + std::to_string(up.size()) + " of " + std::to_string(count) + " tunnels came up");
    return up;
}

Figures load_tunnels(const Options& options) {
    Lac lac(options.target, options.loss, options.seed);
    unsigned asked = 0, up = 0, done = 0, lost = 0;
    const auto next = [&] {
        if (asked < options.count && lac.open_tunnel() != 0) ++asked;
    };
    lac.events.tunnel_up = [&](std::uint16_t id) {
        ++up;
        if (options.churn) return lac.close_tunnel(id);
        ++done;
        next();
    };
    lac.events.tunnel_closed = [&](std::uint16_t) {
        ++done;
        next();
    };
    lac.events.tunnel_lost = lac.events.stop_received = [&](std::uint16_t) {
        ++lost;
        next();
    };
    const Usage usage(options.pid);
    const auto begin = Clock::now();
    for (unsigned i = 0; i < options.flight; ++i) next();
    lac.run([&] { return done + lost >= options.count; }, deadline_of(options));
    Figures figures;
    add_common(figures, lac, done, seconds_between(begin, Clock::now()));
    figures["lost"] = lost;
    usage.add_to(figures, lac, options);
    return figures;
}

namespace {

/// Places calls, keeps them, and takes the time.
class Calls {
  public:
    Calls(const Options& options, Time deadline)
        : options_(options), deadline_(deadline), lac_(options.target, options.loss, options.seed), programs_(options.pid) {
        tunnels_ = open_tunnels(lac_, options.tunnels, deadline);
        retransmitted_before_ = lac_.counters().retransmissions;
        auto& made = options.frames ? lac_.events.first_frame : lac_.events.call_up;
        made = [this](std::uint16_t tunnel, std::uint16_t call, Time began) { up(tunnel, call, began); };
        lac_.events.call_closed = [this](std::uint16_t tunnel, std::uint16_t, Time) {
            ++done_;
            next(tunnel);
        };
        lac_.events.call_lost = [this](std::uint16_t tunnel, std::uint16_t) {
            ++lost_;
            next(tunnel);
        };
        lac_.events.stop_received = lac_.events.tunnel_lost = [](std::uint16_t) {
            throw std::runtime_error("a tunnel ended while calls were made");
        };
    }
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;

    /// Makes so many more calls, with each its process if there are any; how many seconds that took.
    double make(unsigned count) {
        wanted_ += count;
        const auto begin = Clock::now();
        for (unsigned i = 0; i < options_.flight; ++i) next(tunnels_[i % tunnels_.size()]);
        lac_.run([this] { return done_ + lost_ >= wanted_; }, deadline_);
        if (options_.processes) {
            lac_.each_round = [](Time now) { return now + std::chrono::milliseconds(1); };
            lac_.run([this] { return programs_.count() >= done_; }, deadline_);
            lac_.each_round = nullptr;
        }
        return seconds_between(begin, Clock::now());
    }

    /// Ends all at once: milliseconds until all ends are acknowledged, and until their processes are gone, too.
    void end_all(Figures& figures) {
        unsigned closed = 0;
        lac_.events.call_closed = [&](std::uint16_t, std::uint16_t, Time) { ++closed; };
        lac_.events.call_lost = nullptr;
        const auto begin = Clock::now();
        for (const auto& [tunnel, call] : live_) lac_.close_call(tunnel, call);
        lac_.run([&] { return closed >= live_.size(); }, deadline_);
        figures["end_ms"] = seconds_between(begin, Clock::now()) * 1000;
        figures["ended"] = closed;
        lac_.each_round = [](Time now) { return now + std::chrono::milliseconds(5); };
        lac_.run([this] { return count_children(options_.pid) <= children_before_ + 1; }, deadline_);  // 1: one that waits
        lac_.each_round = nullptr;
        figures["gone_ms"] = seconds_between(begin, Clock::now()) * 1000;
    }

    Lac& lac() { return lac_; }
    unsigned done() const { return done_; }
    void add_to(Figures& figures, double seconds) {
        add_common(figures, lac_, done_, seconds);
        figures["retransmissions"] -= static_cast<double>(retransmitted_before_);
        figures["lost"] = lost_;
        add_latencies(figures, latencies_);
    }

  private:
    void next(std::uint16_t tunnel) {
        if (asked_ < wanted_ && lac_.place_call(tunnel)) ++asked_;
    }
    void up(std::uint16_t tunnel, std::uint16_t call, Time began) {
        latencies_.push_back(seconds_between(began, Clock::now()) * 1000);
        if (options_.churn) return lac_.close_call(tunnel, call);
        if (options_.end) live_.emplace_back(tunnel, call);
        ++done_;
        next(tunnel);
    }

    const Options& options_;
    Time deadline_;
    Lac lac_;
    StartedPrograms programs_;
    std::vector<std::uint16_t> tunnels_;
    std::vector<std::pair<std::uint16_t, std::uint16_t>> live_;  ///< tunnel and call, if they are to be ended
    std::vector<double> latencies_;
    unsigned children_before_ = count_children(options_.pid);
    std::uint64_t retransmitted_before_ = 0;
    unsigned wanted_ = 0, asked_ = 0, done_ = 0, lost_ = 0;
};

}  // namespace

Figures load_calls(const Options& options) {
    Calls calls(options, deadline_of(options));
    const Usage usage(options.pid);
    const double seconds = calls.make(options.count);
    Figures figures;
    calls.add_to(figures, seconds);
    usage.add_to(figures, calls.lac(), options);
    if (options.end) calls.end_all(figures);
    return figures;
}

Figures load_flat(const Options& options) {
    constexpr unsigned kWarm = 200, kPart = 1000;  // a fresh daemon's first calls pay for its memory
    Calls calls(options, deadline_of(options));
    const Usage usage(options.pid);
    double seconds = calls.make(kWarm);
    const double first = calls.make(kPart);
    seconds += first + calls.make(options.count - kWarm - kPart);
    const double last = calls.make(kPart);
    Figures figures;
    calls.add_to(figures, seconds + last);
    if (calls.done() == options.count + kPart) {
        figures["first_rate"] = kPart / first;
        figures["last_rate"] = kPart / last;
        figures["last_to_first"] = first / last;
    }
    usage.add_to(figures, calls.lac(), options);
    return figures;
}

}  // namespace load
