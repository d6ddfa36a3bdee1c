// The control socket: a Unix stream socket, one JSON document a line, doc/control-protocol.md. Answers requests from
// a ControlModel and sends events to the clients that asked for them.
//
// Who may connect is decided by mode and group of the socket file. Nothing here blocks: a client that does not read
// is dropped (with a log line) when more than its share waits to be sent.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "control/control_model.h"
#include "ipc/control_value.h"
#include "os/descriptor_store.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd::control {

struct ServerLimits {
    std::size_t clients = 64;
    /// When there is one more: whoever has asked nothing for longest, and so long, makes room. Else the new one goes.
    std::chrono::milliseconds silence{10'000};
    std::size_t request_bytes = std::size_t{64} * 1024;          ///< one request line
    std::size_t waiting_requests = 64;              ///< of one client: without an answer yet
    std::size_t unsent_bytes = std::size_t{64} * 1024 * 1024;    ///< replies that wait for a reader
    std::size_t unsent_event_bytes = std::size_t{1024} * 1024;   ///< a reader of events that lets more wait is dropped
    std::chrono::milliseconds stall{30'000};        ///< a client that reads nothing that long is dropped
};

struct SocketAccess {
    mode_t mode = 0660;
    gid_t group = static_cast<gid_t>(-1);  ///< -1: the daemon's own
};

class ControlServer {
  public:
    /// `loop` and `model` outlive the server.
    ControlServer(EventLoop& loop, ControlModel& model, ServerLimits limits = {});
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    /// As UnixListener::open(). With `listening`, a duplicate that save() made, nothing is bound.
    tl::expected<void, std::string> listen(const std::string& path, SocketAccess access = {}, UniqueFd listening = {});
    /// Puts a duplicate of the listening socket into the store as kDescriptor: who connects waits for the next server.
    /// The destructor leaves the file, stop_listening() removes it. Clients are let go of: they ask again.
    void save(DescriptorStore& store) const;
    static constexpr const char* kDescriptor = "control-socket";
    void stop_listening();

    /// Sends {"event":name,"time":…,members of fields…} to every `monitor`. Names: tunnel-state tunnel-up tunnel-down
    /// session-state session-up session-down reload, and others listed in doc/control-protocol.md.
    void publish(std::string_view name, const ipc::Value::Object& fields);
    /// Cheap; lets the caller skip building fields for nobody.
    bool has_subscribers() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vpdnd::control
