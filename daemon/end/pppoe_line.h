// What is known of a PPPoE user's line: by discovery, and by the pppd that answered him.
#pragma once

#include <string_view>

#include "end/call_facts.h"
#include "end/user_addresses.h"
#include "ipc/plugin_codec.h"
#include "pppoe/access_concentrators.h"

namespace vpdnd {

/// Numbers, names, speeds and access line (RFC 5515), as interface and access node have them: the speed of the interface counts where
/// the access node told none.
void describe_line(const pppoe::NewSession& session, CallFacts& facts);
/// A Call message: who the user is and what was captured. What was known of the line before stays.
void take_captured(const ipc::PluginMessageReader& message, CallFacts& facts);
/// IpUp of a user who is served locally: no pool may lend his address meanwhile.
void note_local_address(const ipc::PluginMessageReader& message, const CallFacts& facts, UserAddresses& addresses);
/// "the host ended it (PADT)".
std::string_view words_of(pppoe::SessionEnd how);

}  // namespace vpdnd
