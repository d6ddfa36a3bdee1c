#include "dataplane/dataplane_error.h"

namespace vpdnd {

tl::unexpected<DataPlaneError> dataplane_error(const std::string& step, int error) {
    std::error_code code(error, std::generic_category());
    return tl::make_unexpected(DataPlaneError{code, step + ": " + code.message()});
}

std::string session_name(l2tp::SessionKey key) {
    return "session " + std::to_string(key.tunnel.value) + "/" + std::to_string(key.session.value);
}

}  // namespace vpdnd
