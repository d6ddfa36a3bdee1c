// Proxy LCP and authentication (AVPs 26-33) between the protocol's structs and the plugin's fields.
#pragma once

#include "ipc/plugin_codec.h"
#include "l2tp/messages.h"

namespace vpdnd {

void put_proxy_data(ipc::PluginMessageWriter& message, const l2tp::ProxyLcp& lcp, const l2tp::ProxyAuth& auth);
l2tp::ProxyLcp proxy_lcp_of(const ipc::PluginMessageReader& message);
/// Has the name, or a password, a NUL? pppds end both there and others do not: each would judge another user.
bool has_nul(const l2tp::ProxyAuth& auth);
l2tp::ProxyAuth proxy_auth_of(const ipc::PluginMessageReader& message);

}  // namespace vpdnd
