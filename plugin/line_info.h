// LAC: what is known of the user's line: kind, speed, numbers.
#pragma once

#include <string_view>

#include "ipc/plugin_codec.h"

namespace plugin {

/// The option vpdn-access-line, which may be given more than once. Why it cannot be taken; null: it is.
const char* note_access_line(const char* text);

/// The interface of a line whose device pppd has no name of.
void note_interface(std::string_view name);

/// Numbers, port name, framing, bearer and speeds of the line that pppd has opened.
void describe_line(ipc::PluginMessageWriter& call);

}  // namespace plugin
