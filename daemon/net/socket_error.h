// What went wrong with a socket, and at which step.
#pragma once

#include <string>
#include <system_error>
#include <tl/expected.hpp>

namespace vpdnd {

struct SocketError {
    std::error_code code;
    std::string text;  ///< "bind 192.0.2.1:1701: Address already in use"
};
template <class T>
using SocketResult = tl::expected<T, SocketError>;

/// From errno.
tl::unexpected<SocketError> socket_error(const std::string& step);
tl::unexpected<SocketError> socket_error(const std::string& step, int error);

}  // namespace vpdnd
