// The loads: each works on one running daemon and gives its figures.
#pragma once

#include <netinet/in.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lac.h"

namespace load {

struct Options {
    std::string mode;
    sockaddr_in target{};
    pid_t pid = 0;
    unsigned tunnels = 1;         ///< opened before calls are placed
    unsigned count = 1000;        ///< tunnels or calls to make
    unsigned flight = 1;          ///< at once
    unsigned rate = 4000;         ///< flood: SCCRQs a second
    unsigned ports = 1000;        ///< flood: source ports
    bool churn = false;           ///< end each call or tunnel as soon as it is up
    bool frames = false;          ///< calls: done when the first PPP frame has come
    bool end = false;             ///< calls: all are ended at once at the end
    double interval = 0.005;      ///< hello: seconds between two, unless the answer takes longer
    bool processes = false;       ///< calls: done when the daemon has a program running for each
    double loss = 0;              ///< part of the datagrams dropped, each way
    double seconds = 60;          ///< the longest that may take
    double settle = 0;            ///< seconds of rest before memory is read; flood: before it is read the last time
    int signal = 15;              ///< stop: what ends the daemon
    std::uint64_t seed = 1;
};

/// A JSON object of numbers.
using Figures = std::map<std::string, double>;

Figures load_tunnels(const Options& options);
Figures load_calls(const Options& options);
/// The rate of 1000 calls beside `count` live ones, and at the beginning.
Figures load_flat(const Options& options);
Figures load_stop(const Options& options);
Figures load_flood(const Options& options);
/// HELLOs of a peer with a tunnel of its own, until SIGTERM comes or the time is over.
Figures load_hello(const Options& options);
Figures load_reopen(const Options& options);

/// Parts of a load.
std::vector<std::uint16_t> open_tunnels(Lac& lac, unsigned count, Time deadline);
void wait(Lac& lac, double seconds);
/// Adds p50_ms, p99_ms and max_ms.
void add_latencies(Figures& figures, std::vector<double> milliseconds);
Time deadline_of(const Options& options);
inline double seconds_between(Time from, Time to) { return std::chrono::duration<double>(to - from).count(); }

}  // namespace load
