// Tells secrets apart where the secret itself must not stand: in names that are compared, kept in records and shown by a debugger.
#pragma once

#include <string>

#include "base/secret.h"

namespace vpdnd {

/// Opaque octets, always as many: the same for the same secret, as long as this process lives. Salted with random octets of the
/// process: it cannot be looked up.
[[nodiscard]] std::string mark_of_secret(const base::Secret& secret);

}  // namespace vpdnd
