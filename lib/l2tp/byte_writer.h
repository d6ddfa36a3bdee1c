// Appending in network byte order: base/byte_writer.h.
#pragma once

#include "base/byte_writer.h"

namespace l2tp {

using base::ByteWriter;

}  // namespace l2tp
