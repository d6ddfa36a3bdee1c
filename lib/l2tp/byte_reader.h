// Bounded reading of network byte order: base/byte_reader.h.
#pragma once

#include "base/byte_reader.h"

namespace l2tp {

using base::ByteReader;

}  // namespace l2tp
