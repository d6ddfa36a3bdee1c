// LAC: what is known of the user's line: kind, speed, numbers.
#pragma once

#include "ipc/plugin_codec.h"

namespace plugin {

/// Numbers, port name, framing, bearer and speeds of the line that pppd has opened.
void describe_line(ipc::PluginMessageWriter& call);

}  // namespace plugin
