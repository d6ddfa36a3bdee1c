// The plugin socket: pppds that others started (pppoe-server, pon, getty) connect here. Root only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/event_loop.h"
#include "net/unique_fd.h"

namespace vpdnd {

class PluginListener {
  public:
    /// Throws std::system_error if the socket cannot be made. `accepted` gets connections whose peer is root.
    PluginListener(EventLoop& loop, std::string path, std::function<void(UniqueFd)> accepted);
    ~PluginListener();
    PluginListener(const PluginListener&) = delete;
    PluginListener& operator=(const PluginListener&) = delete;

  private:
    void watch(EventLoop& loop);
    void on_readable();
    void pause(const std::string& error);

    std::string path_;
    std::function<void(UniqueFd)> accepted_;
    UniqueFd socket_;
    std::unique_ptr<EventLoop::Watch> watch_;
    std::unique_ptr<EventLoop::Timer> resume_;
};

}  // namespace vpdnd
