// Secrets of tunnels, proxied passwords: base/secret.h.
#pragma once

#include "base/secret.h"

namespace l2tp {

using base::Secret;
using base::SecretOctets;

}  // namespace l2tp
