// The loads that are not a plain rate: the daemon's end, a flood beside a live peer, tunnels on one port.
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <poll.h>

#include <csignal>
#include <stdexcept>

#include "loads.h"
#include "process_figures.h"

namespace load {
namespace {

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {
        if (fd_ < 0) throw std::runtime_error("cannot open a descriptor");
    }
    Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }

  private:
    int fd_;
};

bool has_ended(const Descriptor& process) {
    pollfd readable{process.get(), POLLIN, 0};
    return ::poll(&readable, 1, 0) > 0;
}

/// Fills the tunnels with calls.
void place_calls(Lac& lac, const std::vector<std::uint16_t>& tunnels, unsigned each, Time deadline) {
    std::size_t up = 0;
    lac.events.call_up = [&](std::uint16_t, std::uint16_t, Time) { ++up; };
    for (unsigned i = 0; i < each; ++i)
        for (const auto tunnel : tunnels) lac.place_call(tunnel);
    if (!lac.run([&] { return up == tunnels.size() * each; }, deadline))
        throw std::runtime_error("only " + std::to_string(up) + " calls came up");
    lac.events.call_up = nullptr;
}

/// SCCRQs by the clock, from many ports of one address. Nobody reads what is answered.
class Flood {
  public:
    Flood(const Options& options) : options_(options), begin_(Clock::now()) {
        sockaddr_in from{};
        from.sin_family = AF_INET;
        from.sin_addr.s_addr = htonl(0x7fc80001);  // 127.200.0.1
        for (unsigned i = 0; i < options.ports; ++i) {
            sockets_.emplace_back(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            if (::bind(sockets_.back().get(), reinterpret_cast<sockaddr*>(&from), sizeof from) < 0)
                throw std::runtime_error("cannot bind a flooding socket");
        }
        begin_ = Clock::now();
    }
    bool over() const { return sent_ >= options_.count; }
    /// Sends what is due; when the next one is.
    Time go_on(Time now) {
        const auto due = static_cast<std::uint64_t>(seconds_between(begin_, now) * options_.rate);
        for (; sent_ < due && !over(); ++sent_) send_one();
        if (over()) return Time::max();
        const std::chrono::duration<double> next((static_cast<double>(sent_) + 1) / options_.rate);
        return begin_ + std::chrono::duration_cast<Clock::duration>(next);
    }

  private:
    void send_one() {
        const auto& socket = sockets_[sent_ % sockets_.size()];
        const auto datagram = sccrq(static_cast<std::uint16_t>(sent_ / sockets_.size() + 1), 4, "flood");
        ::sendto(socket.get(), datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&options_.target),
                 sizeof options_.target);
    }

    const Options& options_;
    std::vector<Descriptor> sockets_;
    Time begin_;
    std::uint64_t sent_ = 0;
};

/// The next call of a tunnel is placed when its last one is over; each ends as soon as it is up.
struct CallsInTurn {
    explicit CallsInTurn(Lac& with) : lac(with) {
        lac.events.call_up = [this](std::uint16_t tunnel, std::uint16_t call, Time began) {
            ++up;
            latencies.push_back(seconds_between(began, Clock::now()) * 1000);
            lac.close_call(tunnel, call);
        };
        lac.events.call_closed = [this](std::uint16_t tunnel, std::uint16_t, Time) { next(tunnel); };
        lac.events.call_lost = [this](std::uint16_t tunnel, std::uint16_t) {
            ++lost;
            next(tunnel);
        };
    }
    CallsInTurn(const CallsInTurn&) = delete;
    CallsInTurn& operator=(const CallsInTurn&) = delete;
    void next(std::uint16_t tunnel) {
        if (go_on && lac.place_call(tunnel)) ++asked;
    }

    Lac& lac;
    std::vector<double> latencies;  ///< milliseconds
    unsigned asked = 0, up = 0, lost = 0;
    bool go_on = true;
};

}  // namespace

Figures load_stop(const Options& options) {
    Lac lac(options.target, options.loss, options.seed);
    const auto deadline = deadline_of(options);
    const auto tunnels = open_tunnels(lac, options.tunnels, deadline);
    place_calls(lac, tunnels, options.count, deadline);
    const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, options.pid, 0)));
    unsigned stopped = 0;
    double last = 0, gone = -1;
    const auto begin = Clock::now();
    lac.events.stop_received = [&](std::uint16_t) {
        ++stopped;
        last = seconds_between(begin, Clock::now()) * 1000;
    };
    ::kill(options.pid, options.signal);
    lac.each_round = [](Time now) { return now + std::chrono::milliseconds(1); };
    if (lac.run([&] { return has_ended(process); }, deadline)) gone = seconds_between(begin, Clock::now()) * 1000;
    return {{"stop_received", stopped}, {"tunnels", static_cast<double>(tunnels.size())}, {"all_out_ms", last}, {"gone_ms", gone}};
}

Figures load_flood(const Options& options) {
    Lac lac(options.target, options.loss, options.seed);
    const auto deadline = deadline_of(options);
    const auto tunnels = open_tunnels(lac, options.tunnels, deadline);
    CallsInTurn calls(lac);
    // A live peer makes calls before, too: memory is compared with a daemon that has worked.
    calls.next(tunnels.front());
    wait(lac, 1);
    const double before = resident_mb(options.pid), cpu_before = cpu_seconds(options.pid);
    calls.latencies.clear();
    Flood flood(options);
    lac.each_round = [&](Time now) { return flood.go_on(now); };
    lac.run([&] { return flood.over(); }, deadline);
    const auto during = calls.latencies;
    Figures figures{{"rss_before_mb", before}, {"rss_flood_mb", resident_mb(options.pid)},
                    {"cpu_s", cpu_seconds(options.pid) - cpu_before}};
    calls.go_on = false;
    lac.run([&] { return calls.up + calls.lost >= calls.asked; }, Clock::now() + std::chrono::seconds(10));
    wait(lac, options.settle);
    figures["rss_after_mb"] = resident_mb(options.pid);
    figures["asked"] = calls.asked;
    figures["done"] = calls.up;
    figures["lost"] = calls.asked - calls.up;
    add_latencies(figures, during);
    return figures;
}

Figures load_hello(const Options& options) {
    static volatile std::sig_atomic_t told_to_end = 0;
    ::signal(SIGTERM, [](int) { told_to_end = 1; });
    Lac lac(options.target, options.loss, options.seed);
    const auto deadline = deadline_of(options);
    // Of an address that no load beside it calls from.
    constexpr std::uint32_t kAddress = 0x7f620001;  // 127.98.0.1
    bool up = false;
    lac.events.tunnel_up = [&](std::uint16_t) { up = true; };
    const auto tunnel = lac.open_tunnel(kAddress);
    if (!lac.run([&] { return up; }, deadline)) throw std::runtime_error("the bystander's tunnel did not come up");
    const auto interval = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.interval));
    std::vector<double> latencies;
    Time said{}, next = Clock::now();
    bool waits = false;
    lac.events.hello_acknowledged = [&](std::uint16_t) {
        latencies.push_back(seconds_between(said, Clock::now()) * 1000);
        waits = false;
    };
    lac.each_round = [&](Time now) {
        if (!waits && now >= next) {
            waits = true;
            said = now;
            next = now + interval;
            lac.say_hello(tunnel);
        }
        return waits ? now + std::chrono::milliseconds(5) : next;
    };
    lac.run([&] { return told_to_end != 0; }, deadline);
    // What is not answered by now took at least so long.
    if (waits) latencies.push_back(seconds_between(said, Clock::now()) * 1000);
    Figures figures{{"done", static_cast<double>(latencies.size())}};
    add_latencies(figures, std::move(latencies));
    return figures;
}

Figures load_reopen(const Options& options) {
    Lac lac(options.target, options.loss, options.seed);
    constexpr std::uint32_t kAddress = 0x7f630001;  // 127.99.0.1
    unsigned up = 0, again = 0;
    lac.events.tunnel_up = [&](std::uint16_t id) {
        ++up;
        lac.close_tunnel(id);
    };
    // The next SCCRQ leaves in the same round in which the StopCCN was acknowledged.
    lac.events.tunnel_closed = [&](std::uint16_t) {
        if (++again < options.count) lac.open_tunnel(kAddress);
    };
    const auto begin = Clock::now();
    lac.open_tunnel(kAddress);
    lac.run([&] { return again >= options.count; }, deadline_of(options));
    Figures figures{{"reopened", up}, {"of", options.count}, {"seconds", seconds_between(begin, Clock::now())}};
    unsigned together = 0;
    lac.events.tunnel_up = [&](std::uint16_t) { ++together; };
    for (unsigned i = 0; i < options.tunnels; ++i) lac.open_tunnel(kAddress + 1);
    lac.run([&] { return together >= options.tunnels; }, Clock::now() + std::chrono::seconds(5));
    figures["together"] = together;
    figures["together_of"] = options.tunnels;
    return figures;
}

}  // namespace load
