// The plugin socket: pppds that others started (pppoe-server, pon, getty) connect here. Root only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd {

class PluginListener {
  public:
    struct Handlers {
        std::function<bool()> room;              ///< asked before each connection is taken from the socket's queue
        std::function<void(UniqueFd)> accepted;  ///< a connection whose peer is root
    };
    /// Throws std::system_error if the socket cannot be made.
    PluginListener(EventLoop& loop, std::string path, Handlers handlers);
    ~PluginListener();
    PluginListener(const PluginListener&) = delete;
    PluginListener& operator=(const PluginListener&) = delete;

    /// There may be room again.
    void more_room();

  private:
    void watch();
    void on_readable();
    void pause(const std::string& error);

    EventLoop& loop_;
    std::string path_;
    Handlers handlers_;
    UniqueFd socket_;
    std::unique_ptr<EventLoop::Watch> watch_;  ///< null: there is no room, or a pause
    bool full_ = false;
    std::unique_ptr<EventLoop::Timer> resume_;
};

}  // namespace vpdnd
