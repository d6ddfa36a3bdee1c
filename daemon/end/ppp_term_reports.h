// How the call's facts come to their PppTerms.
#pragma once

#include "end/call_facts.h"
#include "ipc/plugin_codec.h"

namespace vpdnd {

/// Before facts.proxied is wiped.
void keep_as_proxied(CallFacts& facts);
/// LcpUp: what became of what was proxied. What was agreed on before is over.
void note_lcp_up(const ipc::PluginMessageReader& message, CallFacts& facts);
/// Negotiated: a protocol has opened. False: the message is none.
bool read_negotiated(const ipc::PluginMessageReader& message, CallFacts& facts);
/// IpDown: IPCP is open no more.
void note_ip_down(CallFacts& facts);

}  // namespace vpdnd
