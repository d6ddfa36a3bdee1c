#include "dataplane/dataplane_error.h"

#include <cerrno>

namespace vpdnd {

tl::unexpected<DataPlaneError> dataplane_error(const std::string& step, int error) {
    std::error_code code(error, std::generic_category());
    return tl::make_unexpected(DataPlaneError{code, step + ": " + code.message()});
}

tl::unexpected<DataPlaneError> other_plane(const DataPlaneRecord& record, const DataPlane& plane) {
    return dataplane_error("data plane " + std::string(plane.name()) + " takes over what " + record.plane + " made", EINVAL);
}

std::string session_name(l2tp::SessionKey key) {
    return "session " + std::to_string(key.tunnel.value) + "/" + std::to_string(key.session.value);
}

SessionStatistics seen_from_lac(const SessionStatistics& kernel) {
    return {.bytes_in = kernel.bytes_out,
            .bytes_out = kernel.bytes_in,
            .packets_in = kernel.packets_out,
            .packets_out = kernel.packets_in,
            .errors_in = kernel.errors_out,
            .errors_out = kernel.errors_in};
}

}  // namespace vpdnd
