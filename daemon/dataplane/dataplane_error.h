// Texts for DataPlaneError: which step failed, for which tunnel or session.
#pragma once

#include <string>

#include "dataplane/dataplane.h"

namespace vpdnd {

tl::unexpected<DataPlaneError> dataplane_error(const std::string& step, int error);
/// What adopt() says to the record of another kind.
tl::unexpected<DataPlaneError> other_plane(const DataPlaneRecord& record, const DataPlane& plane);
/// "session 7/42": tunnel and session id as l2tpctl writes them.
std::string session_name(l2tp::SessionKey key);

/// The kernel counts "received" and "sent"; at the LAC what the user sent is what goes into the tunnel.
SessionStatistics seen_from_lac(const SessionStatistics& kernel);

}  // namespace vpdnd
