// One connection to the control socket: reads request lines, hands them to the methods, sends what they answer.
// Owned by ControlServer. Never destroyed inside its own handlers: it asks its owner to be removed, later.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "control/control_server.h"
#include "ipc/control_messages.h"
#include "ipc/line_splitter.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd::control {

class ControlClient : public std::enable_shared_from_this<ControlClient> {
  public:
    /// `fd` is connected and does not block. `remove` is called once, when the client has ended.
    ControlClient(EventLoop& loop, ControlModel& model, const ServerLimits& limits, UniqueFd fd,
                  std::function<void()> remove);
    /// Starts reading. Apart from the constructor, because the handlers need the shared_ptr.
    void start();

    bool subscribed() const { return subscribed_; }
    /// Since when it wants nothing of us: no request, no answer, no events. Empty: it does.
    std::optional<SteadyTime> silent_since() const;
    /// A line for a subscriber. A client that lets too many wait is dropped.
    void send_event(std::string_view line);
    /// Says why and ends the connection when that is sent.
    void turn_away(ipc::ControlError why);

  private:
    void on_readable();
    void on_writable();
    void work();
    void watch();
    void begin(EventLoop::WatchResult watch, std::unique_ptr<EventLoop::Watch>& into);
    void handle_line(std::string_view line);
    void run(const ipc::ControlRequest& request);
    void respond(std::uint64_t id, tl::expected<ipc::Value, ipc::ControlError> result);
    void queue(std::string_view line);
    std::size_t unsent() const { return out_.size() - sent_; }
    void count_sent(std::size_t size);
    void end_if_done();
    void drop(std::string_view reason);
    void end();

    EventLoop& loop_;
    ControlModel& model_;
    const ServerLimits& limits_;
    UniqueFd fd_;  ///< in front of the watches: it must outlive them
    std::function<void()> remove_;
    std::unique_ptr<EventLoop::Watch> read_watch_, write_watch_;
    std::unique_ptr<EventLoop::Timer> stalled_;
    ipc::LineSplitter lines_;
    std::string out_;
    std::size_t sent_ = 0;     ///< of out_
    struct Waiting {
        std::uint64_t end;  ///< octets sent on this connection once it is gone
        std::size_t size;
    };
    std::deque<Waiting> events_;     ///< lines in out_ that are events
    std::size_t event_octets_ = 0;   ///< theirs
    std::uint64_t sent_in_all_ = 0;
    std::size_t waiting_ = 0;  ///< requests without an answer yet
    SteadyTime spoke_{};       ///< when its last whole line came, or else itself
    bool subscribed_ = false;
    bool no_more_input_ = false;
    bool ended_ = false;
    pid_t pid_ = 0;
    uid_t uid_ = 0;
};

}  // namespace vpdnd::control
