// What is known of an attribute: the columns of the table in attribute_rows.h. RFC 2865 section 5.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace radius {

/// A number on the wire: of the IETF (vendor 0), or of a vendor, by its enterprise number (section 5.26). Number 0 of a
/// vendor stands for all that a Vendor-Specific attribute holds which is not laid out as section 5.26 proposes.
struct AttributeId {
    std::uint32_t vendor = 0;
    std::uint8_t number = 0;
    auto operator<=>(const AttributeId&) const = default;
};

inline constexpr std::uint32_t kVendorCisco = 9;
inline constexpr std::uint32_t kVendorMicrosoft = 311;
inline constexpr std::uint32_t kVendorDslForum = 3561;

inline constexpr std::uint8_t kVendorSpecific = 26;

enum class ValueType : std::uint8_t {
    kText,         ///< UTF-8; not checked, for some servers send Latin-1
    kAvPair,       ///< text "protocol:name=value" (cisco_avpair.h)
    kOctets,
    kInteger,      ///< 32 bits; 24 on the wire behind a tag
    kTime,         ///< seconds since 1970, 32 bits
    kAddress,      ///< IPv4
    kIpv6Address,
    kIpv6Prefix,   ///< one reserved octet, the length in bits, the octets that it needs (RFC 3162 section 2.3)
    kInterfaceId,  ///< eight octets
};

/// The tag of RFC 2868: which of several tunnels an attribute belongs to.
enum class Tagging : std::uint8_t {
    kNone,
    kOptional,  ///< texts: a first octet above 0x1f is none, but part of the value
    kAlways,    ///< integers and Tunnel-Password: the first octet is the tag, whatever it holds
};

/// How a value is kept from those who read along.
enum class Hiding : std::uint8_t {
    kNone,
    kPassword,  ///< RFC 2865 section 5.2; NULs at the end are padding
    kBlocks,    ///< the same, but NULs may be part of the value (RFC 2548 section 2.4.1)
    kSalted,    ///< RFC 2868 section 3.5, RFC 2548 section 2.4.2
};

enum class Times : std::uint8_t { kOnce, kMany };  ///< in one packet; with tags: for one tag

/// A number that has a name.
struct NamedValue {
    std::uint32_t value = 0;
    std::string_view name;
};

struct AttributeInfo {
    AttributeId id;
    std::string_view name;
    ValueType type{};
    std::uint8_t min_size = 0;  ///< octets of the value in the clear, without tag and salt
    std::uint8_t max_size = 0;
    Tagging tagging = Tagging::kNone;
    Hiding hiding = Hiding::kNone;
    bool secret = false;  ///< never printed
    Times times = Times::kMany;
    std::span<const NamedValue> names{};  ///< of an integer's values
};

}  // namespace radius
