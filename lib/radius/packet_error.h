// Why octets are no packet, or attributes cannot be sent. A plain value: to make one allocates nothing.
#pragma once

#include <cstdint>
#include <string>

#include "radius/attribute_info.h"

namespace radius {

enum class Fault : std::uint8_t {
    kLength,         ///< of the packet: below 20, above 4,096, or more than there is
    kFraming,        ///< the length of an attribute is below 2 or leads out of the packet
    kCode,           ///< not one that can come here
    kIdentifier,     ///< not that of the request
    kAuthenticator,  ///< not made with this secret, or for another request
    kUnsigned,       ///< there is no Message-Authenticator where one is required
    kSignature,      ///< the Message-Authenticator is wrong, or there are two
    kValue,          ///< the packet is genuine (or our own), but an attribute is not as its row of the table says
};

struct PacketError {
    Fault fault{};
    const char* what = "";       ///< a literal
    AttributeId attribute{};     ///< number 0 of vendor 0: none
    std::uint16_t offset = 0;    ///< of the attribute, from the packet's first octet
    std::uint16_t found = 0;     ///< octets of its value, where the length is wrong
    bool wrong_length = false;
};

/// "attribute 27 (Session-Timeout) at octet 20: 3 octets, where 4 are right"
[[nodiscard]] std::string text_of(const PacketError& error);

}  // namespace radius
