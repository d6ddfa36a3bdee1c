// How a user proves who he is. Numbers of the conversation with the plugin: they do not change.
#pragma once

#include <cstdint>

namespace ipc {

enum class AuthMethod : std::uint8_t {
    kPap = 1,
    kChapMd5 = 2,
    kMsChapV1 = 3,
    kMsChapV2 = 4,
};

}  // namespace ipc
