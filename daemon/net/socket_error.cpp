#include "net/socket_error.h"

#include <cerrno>

namespace vpdnd {

tl::unexpected<SocketError> socket_error(const std::string& step, int error) {
    std::error_code code(error, std::generic_category());
    return tl::make_unexpected(SocketError{code, step + ": " + code.message()});
}

tl::unexpected<SocketError> socket_error(const std::string& step) { return socket_error(step, errno); }

}  // namespace vpdnd
