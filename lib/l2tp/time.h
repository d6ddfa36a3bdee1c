// Time as the library sees it, handed in by the host: base/time.h.
#pragma once

#include "base/time.h"

namespace l2tp {

using base::Time;
using base::Duration;
using base::kNever;

}  // namespace l2tp
