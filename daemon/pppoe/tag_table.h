// The TAGs of the discovery stage: one table, a row a TAG. RFC 2516 appendix A, RFC 4638 section 3, TR-101 appendix A.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "pppoe/access_line_tag.h"

namespace vpdnd::pppoe {

enum class Tag : std::uint16_t {
    kEndOfList = 0x0000,
    kServiceName = 0x0101,
    kAcName = 0x0102,
    kHostUniq = 0x0103,
    kAcCookie = 0x0104,
    kVendorSpecific = 0x0105,
    kRelaySessionId = 0x0110,
    kMaxPayload = 0x0120,  ///< RFC 4638
    kServiceNameError = 0x0201,
    kAcSystemError = 0x0202,
    kGenericError = 0x0203,
};

/// What a host's PADI, PADR or PADT says. Texts and octets are raw.
struct RequestTags {
    std::optional<std::string> service;  ///< the first Service-Name
    unsigned services = 0;               ///< how many there are: exactly one in a PADI and a PADR
    std::optional<std::string> ac_name;  ///< of the one concentrator that is meant
    std::optional<base::Bytes> cookie;
    std::optional<std::uint16_t> max_payload;
    AccessLine line;
    base::Bytes echoed;  ///< TAGs with their headers that have to be in the answer as they are
};

/// How often a TAG may be there.
enum class Times : std::uint8_t { kAny, kOnce };

struct TagRow {
    Tag tag;
    std::string_view name;
    std::size_t shortest, longest;  ///< of its value, for it to be read
    Times times;                    ///< kOnce: with a second one the packet is not served
    bool echoed;                    ///< goes back unmodified
    void (*read)(RequestTags& into, std::span<const std::uint8_t> value);  ///< null: it says nothing to us
};
/// Null: unknown, to be ignored (section 5).
const TagRow* find_tag(std::uint16_t type);

/// Empty: a TAG goes beyond the end, is of a length that it cannot have, or is there twice: such a packet is nobody's.
std::optional<RequestTags> read_tags(std::span<const std::uint8_t> tags);

}  // namespace vpdnd::pppoe
