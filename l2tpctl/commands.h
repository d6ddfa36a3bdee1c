// The functions behind the table of commands; one file a family in commands/.
#pragma once

#include "command.h"

namespace ctl {

/// Every command that lists rows. With filters that nothing fits: prints the empty list, then throws
/// Failure(kNothingMatched).
ExitCode list_rows(Invocation&);

ExitCode call(Invocation&);
ExitCode call_end(Invocation&);
ExitCode show(Invocation&);
ExitCode status(Invocation&);
ExitCode tunnel_show(Invocation&);
ExitCode tunnel_open(Invocation&);
ExitCode tunnel_close(Invocation&);
ExitCode tunnel_hello(Invocation&);
ExitCode session_show(Invocation&);
ExitCode session_close(Invocation&);
ExitCode multilink_show(Invocation&);
ExitCode multilink_close(Invocation&);
ExitCode pppoe_close(Invocation&);
ExitCode lns_drain(Invocation&);
ExitCode lns_undrain(Invocation&);
ExitCode radius_show(Invocation&);
ExitCode monitor(Invocation&);
ExitCode debug(Invocation&);
ExitCode reload(Invocation&);
ExitCode check_config(Invocation&);

}  // namespace ctl
