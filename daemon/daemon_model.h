// What `l2tpctl` sees and may do: the control model over the daemon's parts.
#pragma once

#include <memory>

#include "control/control_model.h"

namespace vpdnd {

class Daemon;

/// The daemon and its parts outlive the model.
std::unique_ptr<control::ControlModel> make_daemon_model(Daemon& daemon);

}  // namespace vpdnd
