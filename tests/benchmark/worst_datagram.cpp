// What the worst datagrams that anybody can send cost lib/l2tp, in microseconds: SCCRQs to an endpoint that serves whoever
// asks, with a secret, each one from an address of its own. Prints a line each; exits 1 if one costs more than the limit
// that is given as argument (microseconds; none: no limit).
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "support/worst_datagrams.h"

namespace {

using namespace l2tp;
using Clock = std::chrono::steady_clock;

class OpenHost : public Host {
  public:
    OpenHost() {
        auto settings = std::make_shared<TunnelSettings>();
        settings->group = "benchmark";
        settings->local_name = "LNS";
        settings->secret = "a secret of 24 octets...";
        settings->accept_incoming = true;
        settings_ = settings;
    }
    void random(std::span<std::uint8_t> out) override {
        for (auto& octet : out) octet = static_cast<std::uint8_t>(generator_());
    }
    TunnelSettingsPtr serve(const Sccrq&, const Path&, NotServed*) override { return settings_; }
    bool tunnel_id_free(TunnelId) override { return true; }

  private:
    std::mt19937 generator_{1};
    TunnelSettingsPtr settings_;
};

/// The median of many: what else the machine does is not the datagram's.
double microseconds_of(const Bytes& datagram) {
    constexpr unsigned kTimes = 2001;
    OpenHost host;
    EndpointSettings settings;
    settings.max_half_open = settings.max_half_open_per_address = 65535;
    Endpoint endpoint(settings, host);
    std::vector<double> all;
    for (unsigned i = 0; i < kTimes; ++i) {
        Path path;
        path.remote.ip.bytes = {10, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
        path.remote.port = 1701;
        const auto begin = Clock::now();
        endpoint.receive(Time{} + std::chrono::hours(1), path, datagram);
        const auto effects = endpoint.take_effects();
        all.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    }
    std::nth_element(all.begin(), all.begin() + kTimes / 2, all.end());
    return all[kTimes / 2];
}

}  // namespace

int main(int argc, char** argv) {
    const double limit = argc > 1 ? std::atof(argv[1]) : 0;
    bool within = true;
    for (const auto& [name, bytes] : testing::worst_datagrams("a secret of 24 octets...")) {
        const auto cost = microseconds_of(bytes);
        std::printf("%8.1f us  %6zu octets  %s\n", cost, bytes.size(), name.c_str());
        within = within && (limit <= 0 || cost <= limit);
    }
    return within ? 0 : 1;
}
