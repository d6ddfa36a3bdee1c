// One AVP as a line of text. Secrets are masked, strings escaped. Part of message_printer.h.
#pragma once

#include <cstdint>
#include <string>

#include "l2tp/avp.h"

namespace l2tp {

/// True if the octets of the value must not be shown: hidden, or a secret by its row of the AVP table.
bool value_is_secret(const RawAvp& avp);

/// `message_type` decides which names result codes have.
std::string print_avp(const RawAvp& avp, std::uint16_t message_type);

}  // namespace l2tp
