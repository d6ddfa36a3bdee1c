// Why a pppd ended, as the CDN tells it to the other side.
#pragma once

#include <optional>
#include <string>

#include "l2tp/messages.h"
#include "pppd/supervisor.h"

namespace vpdnd {

/// pppd's own words for the end: exit code as pppd means it (EXIT_*), text, RFC 3145 cause if the plugin knew it.
struct PppdEnd {
    std::optional<unsigned> exit_code;
    std::string text;
    std::optional<l2tp::PppDisconnectCause> cause;
};

/// CDN of an LNS whose pppd ended: user's Terminate-Request, idle, session time, administrator: 3; lost link: 1;
/// authentication failed and everything else that is an error: 2/6 with text. RFC 2661 section 4.4.2.
l2tp::ResultCode cdn_for(const PppdEnd& end);

/// Another program deleted our session in the kernel: 2/6.
l2tp::ResultCode kernel_session_lost_result();

/// What `l2tpctl` asked for: administrative disconnect, RFC 3145 section 3.1.
PppdEnd end_by_administrator();

/// For a pppd that ended without a word from the plugin. Our own words alone: what pppd wrote may quote its options.
PppdEnd end_of(const ProcessEnd& process);

}  // namespace vpdnd
