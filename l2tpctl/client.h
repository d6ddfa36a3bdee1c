// The connection to the daemon's control socket. Blocking; every wait has an end. Throws Failure.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "ipc/control_messages.h"
#include "ipc/control_value.h"
#include "ipc/line_splitter.h"

namespace ctl {

class Client {
  public:
    /// Connects at the first request. `path`: of the socket.
    explicit Client(std::string path);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Sends one request and waits for its answer. An error of the daemon becomes a Failure with the fitting exit code.
    ipc::Value request(const std::string& method, ipc::Value::Object params = {},
                       std::chrono::seconds patience = kPatience);
    /// The next event after events.subscribe; waits as long as it takes.
    ipc::ControlEvent next_event();

    static constexpr std::chrono::seconds kPatience{30};
    static constexpr std::chrono::seconds kConnectPatience{10};  ///< until the daemon's queue has room

  private:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;

    void connect();
    void send(const std::string& line);
    ipc::ControlReply receive(Deadline deadline);
    void wait_readable(Deadline deadline) const;

    std::string path_;
    int fd_ = -1;
    std::uint64_t last_id_ = 0;
    ipc::LineSplitter lines_;
};

}  // namespace ctl
