#include "loads.h"

#include <algorithm>
#include <stdexcept>

#include "process_figures.h"

namespace load {
namespace {

/// CPU and memory of the daemon between two points.
class Usage {
  public:
    explicit Usage(pid_t pid) : pid_(pid), cpu_(cpu_seconds(pid)), memory_(resident_mb(pid)) {}
    void add_to(Figures& figures, Lac& lac, const Options& options) const {
        figures["cpu_s"] = cpu_seconds(pid_) - cpu_;
        if (options.settle > 0) wait(lac, options.settle);
        figures["rss_before_mb"] = memory_;
        figures["rss_after_mb"] = resident_mb(pid_);
    }

  private:
    pid_t pid_;
    double cpu_, memory_;
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

Figures load_calls(const Options& options) {
    Lac lac(options.target, options.loss, options.seed);
    const auto deadline = deadline_of(options);
    const auto tunnels = open_tunnels(lac, options.tunnels, deadline);
    const auto retransmitted_before = lac.counters().retransmissions;
    unsigned asked = 0, done = 0, lost = 0;
    const auto next = [&](std::uint16_t tunnel) {
        if (asked < options.count && lac.place_call(tunnel)) ++asked;
    };
    std::vector<double> latencies;
    const auto part = std::max(options.count / 10, 1u);
    Time first_part{}, last_part{};
    lac.events.call_up = [&](std::uint16_t tunnel, std::uint16_t call, Time began) {
        latencies.push_back(seconds_between(began, Clock::now()) * 1000);
        if (options.churn) return lac.close_call(tunnel, call);
        ++done;
        if (done == part) first_part = Clock::now();
        if (done == options.count - part) last_part = Clock::now();
        next(tunnel);
    };
    lac.events.call_closed = [&](std::uint16_t tunnel, std::uint16_t, Time) {
        ++done;
        next(tunnel);
    };
    lac.events.call_lost = [&](std::uint16_t tunnel, std::uint16_t) {
        ++lost;
        next(tunnel);
    };
    lac.events.stop_received = lac.events.tunnel_lost = [](std::uint16_t) {
        throw std::runtime_error("a tunnel ended while calls were made");
    };
    const Usage usage(options.pid);
    const auto begin = Clock::now();
    for (unsigned i = 0; i < options.flight; ++i) next(tunnels[i % tunnels.size()]);
    lac.run([&] { return done + lost >= options.count; }, deadline);
    const auto end = Clock::now();
    Figures figures;
    add_common(figures, lac, done, seconds_between(begin, end));
    if (done == options.count && first_part != Time{} && last_part != Time{})
        figures["last_to_first"] = seconds_between(begin, first_part) / seconds_between(last_part, end);
    figures["retransmissions"] -= static_cast<double>(retransmitted_before);
    figures["lost"] = lost;
    add_latencies(figures, std::move(latencies));
    usage.add_to(figures, lac, options);
    return figures;
}

}  // namespace load
