// The kinds of rows that lists consist of. The keys are the contract of doc/control-protocol.md.
#pragma once

#include "output.h"

namespace ctl {

extern const RowKind kTunnels;
extern const RowKind kSessions;       ///< as `session list` shows them
extern const RowKind kSessionsShort;  ///< the columns of `show`
extern const RowKind kBundles;
extern const RowKind kPools;

}  // namespace ctl
