// Octets that the library owns: base/bytes.h.
#pragma once

#include "base/bytes.h"

namespace l2tp {

using base::Bytes;

}  // namespace l2tp
