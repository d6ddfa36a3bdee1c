// Routes of the kernel through a user's PPP interface: what a RADIUS server says of the networks behind him. The kernel removes them with
// the interface, whose index says whose they are: no other interface gets it soon.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace vpdnd {

inline constexpr std::uint32_t kMainTable = 254;  ///< RT_TABLE_MAIN

/// IPv4, host order.
struct IpRoute {
    std::uint32_t network = 0;
    std::uint8_t bits = 32;
    std::uint32_t metric = 0;  ///< 0: none is said
    std::uint32_t table = kMainTable;  ///< the VRF's, where the interface is in one
    bool operator==(const IpRoute&) const = default;
};

/// Of an interface that is there now; 0: it is not. Does not wait.
unsigned interface_index(const std::string& interface);

// May wait (for others that change the kernel's network), and may be called in any thread: they are for KernelWorkers.
/// Error: what is not in force, and why; empty: all are. One that is there through this interface already is no error. One that is there
/// through another stays in force, and this one comes after it: the kernel uses it when that one goes.
std::string add_routes(unsigned index, const std::vector<IpRoute>& routes);
/// Those of this interface alone. What is not there any more is no error.
void remove_routes(unsigned index, const std::vector<IpRoute>& routes);

/// The routes of one call. Works about them may be carried out by several threads, in any order: the newest wins, and an older one that
/// comes after it does nothing.
class CallRoutes {
  public:
    struct Wanted {
        unsigned index = 0;  ///< of the interface; 0: no routes
        std::vector<IpRoute> routes;
    };
    struct Kernel {
        std::function<std::string(unsigned index, const std::vector<IpRoute>&)> add = add_routes;
        std::function<void(unsigned index, const std::vector<IpRoute>&)> remove = remove_routes;
    };
    /// `set`: what the kernel has already, of the object before this one.
    explicit CallRoutes(Wanted set) : CallRoutes(std::move(set), Kernel()) {}
    CallRoutes(Wanted set, Kernel kernel) : set_(std::move(set)), kernel_(std::move(kernel)) {}

    /// In any thread; may wait. number: counts the works of this call, from 1. Returns add_routes()'s errors.
    std::string bring(std::uint64_t number, const Wanted& wanted);

  private:
    std::mutex mutex_;
    std::uint64_t newest_ = 0;
    Wanted set_;
    const Kernel kernel_;
};

}  // namespace vpdnd
