// What this pppd tells the daemon about itself. Nothing here waits; a message that cannot be sent is lost, and the
// daemon then learns of the end by the end of the conversation.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "echo_meter.h"
#include "ipc/plugin_messages.h"
#include "pppd_glue.h"

namespace plugin {

void report_hello(ipc::PluginMode mode);
/// This side is the user of a call of this machine's own, and the peer is the LNS: so it is called.
void report_as_user();
void report_failed(std::string_view text);
void report_ready();
/// The answer to one Fork: the call's process, or errno of the fork.
void report_forked(int pid, int error);
void report_phase(int phase);
/// `why_not`: of what was proxied and not taken over; empty: nothing to say.
void report_lcp_up(bool lcp_injected, bool auth_injected, const char* why_not);
/// A control protocol has opened.
void report_negotiated(unsigned protocol, std::span<const std::uint8_t> ours, std::span<const std::uint8_t> users);
void report_authenticated();
/// The daemon answers (user_verdict.h).
void report_user(const glue_user& user, bool again);
/// The answer to Judge.
void report_judged(bool granted);
/// The daemon answers (address_question.h).
void report_address_wanted(const std::uint8_t* address, int origin);
void report_ip_up();
void report_quality(const EchoSums& sums);
/// A later link of a bundle: interface and bundle, no addresses.
void report_bundle_joined();
void report_ip_down();

/// The user sent LCP Terminate-Request; remembered for the cause of the end.
void note_terminated_by_user();
/// pppd begins to close the link: its exit status says why, and may be overwritten later.
void note_closing();
/// In place of what would be derived from the exit status.
void note_cause(const char* text, unsigned code);
/// Sends Ended, once a link.
void report_ended();
/// The link is over, for the daemon too. May be asked by a signal handler.
bool ended_is_reported();

}  // namespace plugin
