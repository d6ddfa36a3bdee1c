// Octets of a peer as text that is fit for a log line: base/printable.h.
#pragma once

#include "base/printable.h"

namespace l2tp {

using base::hex_text;
using base::escaped;

}  // namespace l2tp
