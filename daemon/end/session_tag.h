// "tunnel/session" of a call, as logs name it.
#pragma once

#include <string>

#include "l2tp/ids.h"

namespace vpdnd {

inline std::string session_tag(l2tp::SessionKey key) {
    return std::to_string(key.tunnel.value) + "/" + std::to_string(key.session.value);
}

}  // namespace vpdnd
