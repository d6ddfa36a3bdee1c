// What a user's call comes in by. Numbers of the conversation with the plugin: they do not change.
#pragma once

#include <cstdint>

namespace ipc {

enum class LineKind : std::uint8_t {
    kVirtual = 0,  ///< no line of this machine: a tunnel brings it
    kAsync = 1,    ///< a terminal with asynchronous HDLC
    kSync = 2,     ///< a terminal with synchronous HDLC
    kPppoe = 3,    ///< a PPPoE session
};

}  // namespace ipc
