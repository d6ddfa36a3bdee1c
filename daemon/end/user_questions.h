// What is known of a call and of its user's answer, as a question for RADIUS servers. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "end/call_facts.h"
#include "ipc/plugin_codec.h"
#include "radius/user_question.h"

namespace vpdnd {

/// What the LAC proxied (RFC 2661 sections 4.4.5 and 4.4.6), if it can be judged as it is: with both sides' LCP, whose authentication
/// protocol it fits. Else the user has to be asked here.
std::optional<UserCredentials> proxied_credentials(const Proxied& proxied);
/// Authenticate of the plugin. Empty: it is incomplete.
std::optional<UserCredentials> asked_credentials(const ipc::PluginMessageReader& message);

/// Acct-Session-Id of the call with this number; of another login of its user (CallFacts::login) another one.
std::string accounting_session_id(const std::string& session_prefix, std::uint64_t number, std::uint32_t login);

/// `session_prefix`: what tells this daemon's calls from those of its earlier lives.
UserQuestion user_question(const CallFacts& facts, const SessionIds& ids, UserCredentials credentials, const std::string& session_prefix);

}  // namespace vpdnd
