// One AVP as a line of text. Secrets are masked, strings escaped. Part of message_printer.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "l2tp/avp.h"

namespace l2tp {

/// True if the octets of the value must not be shown: hidden, or a secret by its row of the AVP table.
bool value_is_secret(const RawAvp& avp);

/// `message_type` decides which names result codes have.
std::string print_avp(const RawAvp& avp, std::uint16_t message_type);

/// "AVP 7 (Host Name) at octet 20: ", as errors begin. `name` may be empty; `offset` is that of the AVP behind the header.
std::string avp_place(std::uint16_t vendor, std::uint16_t type, const char* name, std::size_t offset);

}  // namespace l2tp
