// One AVP as a line of text. Secrets are masked, strings escaped. Part of message_printer.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "l2tp/avp.h"

namespace l2tp {

/// True if the octets of the value must not be shown: hidden, or a secret by its catalogue row.
bool value_is_secret(const RawAvp& avp);

/// `message_type` decides which names result codes have.
std::string print_avp(const RawAvp& avp, std::uint16_t message_type);

/// "0a1b…", two digits an octet.
std::string hex_text(std::span<const std::uint8_t> octets);

}  // namespace l2tp
