// Where events for `l2tpctl monitor` go. Implemented by the control socket's side.
#pragma once

#include <string_view>

#include "ipc/control_value.h"

namespace vpdnd {

class MonitorSink {
  public:
    virtual ~MonitorSink() = default;
    /// Does anybody listen? An event that nobody wants is not made.
    virtual bool wanted() const = 0;
    virtual void publish(std::string_view event, const ipc::Value::Object& fields) = 0;
};

}  // namespace vpdnd
