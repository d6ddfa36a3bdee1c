// pppds that others started (pppoe-server, getty) and that connected to the plugin socket: each has a moment to say
// what it is, and becomes a call then.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

#include "call/call_table.h"
#include "os/unique_fd.h"
#include "pppd/plugin_link.h"
#include "pppd/plugin_listener.h"

namespace vpdnd {

class PendingPlugins {
  public:
    struct Limits {
        std::size_t most = 256;                  ///< that have said nothing yet; others stay in the socket's queue
        std::chrono::milliseconds time{10'000};  ///< for the Hello
    };
    /// `parts` and `calls` outlive it.
    PendingPlugins(const CallParts& parts, CallTable& calls) : PendingPlugins(parts, calls, Limits{}) {}
    PendingPlugins(const CallParts& parts, CallTable& calls, Limits limits)
        : parts_(parts), calls_(calls), limits_(limits) {}
    ~PendingPlugins();
    PendingPlugins(const PendingPlugins&) = delete;
    PendingPlugins& operator=(const PendingPlugins&) = delete;

    /// Throws std::runtime_error if the socket cannot be made.
    void listen(const std::string& path);
    /// Removes the socket's file. Those that are pending stay.
    void stop_listening();
    /// A connection whose peer is root.
    void add(UniqueFd socket);
    /// Those that are pending, as plain data with duplicates of their sockets; they stay here until they are destroyed.
    std::vector<PluginLinkRecord> save(DescriptorStore& store) const;
    /// Takes them over; each has the whole time for its Hello once more.
    void adopt(const std::vector<PluginLinkRecord>& saved, DescriptorStore& store);
    /// That have not said Hello yet.
    std::size_t count() const { return pending_.size(); }

  private:
    struct Pending;

    void welcome(const std::shared_ptr<Pending>& pending, const PluginHello& hello);
    void expire(int id);
    void forget(int id);

    const CallParts& parts_;
    CallTable& calls_;
    const Limits limits_;
    std::unique_ptr<UnixListener> listener_;
    std::unordered_map<int, std::shared_ptr<Pending>> pending_;
    int next_ = 0;
};

}  // namespace vpdnd
