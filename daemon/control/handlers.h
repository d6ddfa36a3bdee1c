// The methods of the control socket: a table, one row and one function a method. Methods that only list share one.
#pragma once

#include <functional>
#include <string_view>

#include <tl/expected.hpp>

#include "control/control_model.h"
#include "ipc/control_error.h"
#include "ipc/control_messages.h"
#include "ipc/control_value.h"

namespace vpdnd::control {

using Reply = std::function<void(tl::expected<ipc::Value, ipc::ControlError>)>;

struct Context {
    ControlModel& model;
    const ipc::Value& params;
    std::function<void()> subscribe;  ///< makes this client receive events
};

struct Method {
    std::string_view name;
    bool changes;  ///< something in the daemon: such requests are logged with who made them
    void (*handle)(Context&, const Reply&);
};

// In call_handlers.cpp, tunnel_handlers.cpp, session_handlers.cpp, bundle_handlers.cpp, pppoe_handlers.cpp, lns_handlers.cpp and
// daemon_handlers.cpp. Each answers exactly once, now or later.
void bundle_close(Context& context, const Reply& reply);
void bundle_show(Context& context, const Reply& reply);
void call_end(Context& context, const Reply& reply);
void call_start(Context& context, const Reply& reply);
void config_check(Context& context, const Reply& reply);
void config_reload(Context& context, const Reply& reply);
void debug_set(Context& context, const Reply& reply);
void events_subscribe(Context& context, const Reply& reply);
void lns_drain(Context& context, const Reply& reply);
void lns_undrain(Context& context, const Reply& reply);
void pppoe_close(Context& context, const Reply& reply);
void radius_show(Context& context, const Reply& reply);
void session_close(Context& context, const Reply& reply);
void session_list(Context& context, const Reply& reply);
void session_show(Context& context, const Reply& reply);
void show(Context& context, const Reply& reply);
void status(Context& context, const Reply& reply);
void tunnel_close(Context& context, const Reply& reply);
void tunnel_hello(Context& context, const Reply& reply);
void tunnel_open(Context& context, const Reply& reply);
void tunnel_show(Context& context, const Reply& reply);

/// Null: unknown.
const Method* find_method(std::string_view name);

}  // namespace vpdnd::control
