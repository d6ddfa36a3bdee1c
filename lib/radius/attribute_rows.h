// Every attribute that is understood, a row each: encoder, decoder, checks and printer have no other source. To add an
// attribute: a row here. RFC 2865, 2866, 2867, 2868, 2869, 2548, 3162, 4372, 4679, 4818, 4849, 5176, 6911.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "radius/attribute_info.h"
#include "radius/value_names.h"

namespace radius::rows {

struct Shape {
    ValueType type{};
    std::uint8_t min_size = 0, max_size = 0;
};

/// The longest value of the IETF's, and of a vendor's in a Vendor-Specific attribute of its own.
inline constexpr std::uint8_t kMost = 253, kVendorMost = 247;

inline constexpr Shape kText{ValueType::kText, 1, kMost}, kVendorText{ValueType::kText, 1, kVendorMost};
inline constexpr Shape kAvPair{ValueType::kAvPair, 1, kVendorMost};
inline constexpr Shape kOctets{ValueType::kOctets, 1, kMost}, kVendorOctets{ValueType::kOctets, 1, kVendorMost};
inline constexpr Shape kInteger{ValueType::kInteger, 4, 4};
inline constexpr Shape kTime{ValueType::kTime, 4, 4};
inline constexpr Shape kAddress{ValueType::kAddress, 4, 4};
inline constexpr Shape kIpv6Address{ValueType::kIpv6Address, 16, 16};
inline constexpr Shape kIpv6Prefix{ValueType::kIpv6Prefix, 2, 18};
inline constexpr Shape kInterfaceId{ValueType::kInterfaceId, 8, 8};
/// Behind a tag there is one octet less.
inline constexpr Shape kTaggedText{ValueType::kText, 1, kMost - 1};
consteval Shape octets(std::uint8_t size) { return {ValueType::kOctets, size, size}; }
consteval Shape octets(std::uint8_t least, std::uint8_t most) { return {ValueType::kOctets, least, most}; }
consteval Shape text(std::uint8_t least, std::uint8_t most) { return {ValueType::kText, least, most}; }

/// How it is written, and whether it is shown.
struct Form {
    Tagging tagging = Tagging::kNone;
    Hiding hiding = Hiding::kNone;
    bool secret = false;
};
inline constexpr Form plain{};
inline constexpr Form secret{Tagging::kNone, Hiding::kNone, true};
inline constexpr Form hidden{Tagging::kNone, Hiding::kPassword, true};
inline constexpr Form blocks{Tagging::kNone, Hiding::kBlocks, true};
inline constexpr Form salted{Tagging::kNone, Hiding::kSalted, true};
inline constexpr Form tag_salt{Tagging::kAlways, Hiding::kSalted, true};
inline constexpr Form tag_number{Tagging::kAlways};
inline constexpr Form tag_text{Tagging::kOptional};

inline constexpr Times once = Times::kOnce, many = Times::kMany;

consteval AttributeInfo row(std::uint32_t vendor, std::uint8_t number, std::string_view name, Shape shape, Form form,
                            Times times) {
    return {{vendor, number}, name, shape.type, shape.min_size, shape.max_size, form.tagging, form.hiding, form.secret,
            times, {}};
}
consteval AttributeInfo row(std::uint32_t vendor, std::uint8_t number, std::string_view name, Shape shape, Form form,
                            Times times, std::span<const NamedValue> names) {
    return {{vendor, number}, name, shape.type, shape.min_size, shape.max_size, form.tagging, form.hiding, form.secret,
            times, names};
}

namespace v = value_names;
inline constexpr std::uint32_t Cisco = kVendorCisco, MS = kVendorMicrosoft, DSL = kVendorDslForum;

// clang-format off
inline constexpr std::array kRows = {
    // vendor, number, name                     shape          form        in a packet
    row(0,   1, "User-Name",                    kText,         plain,      once),
    row(0,   2, "User-Password",                octets(0, 128), hidden,    once),
    row(0,   3, "CHAP-Password",                octets(17),    secret,     once),
    row(0,   4, "NAS-IP-Address",               kAddress,      plain,      once),
    row(0,   5, "NAS-Port",                     kInteger,      plain,      once),
    row(0,   6, "Service-Type",                 kInteger,      plain,      once, v::kServiceType),
    row(0,   7, "Framed-Protocol",              kInteger,      plain,      once, v::kFramedProtocol),
    row(0,   8, "Framed-IP-Address",            kAddress,      plain,      once),
    row(0,   9, "Framed-IP-Netmask",            kAddress,      plain,      once),
    row(0,  10, "Framed-Routing",               kInteger,      plain,      once, v::kFramedRouting),
    row(0,  11, "Filter-Id",                    kText,         plain,      many),
    row(0,  12, "Framed-MTU",                   kInteger,      plain,      once),
    row(0,  13, "Framed-Compression",           kInteger,      plain,      many, v::kFramedCompression),
    row(0,  14, "Login-IP-Host",                kAddress,      plain,      many),
    row(0,  15, "Login-Service",                kInteger,      plain,      once),
    row(0,  16, "Login-TCP-Port",               kInteger,      plain,      once),
    row(0,  18, "Reply-Message",                kText,         plain,      many),
    row(0,  19, "Callback-Number",              kText,         plain,      once),
    row(0,  20, "Callback-Id",                  kText,         plain,      once),
    row(0,  22, "Framed-Route",                 kText,         plain,      many),
    row(0,  23, "Framed-IPX-Network",           kInteger,      plain,      once),
    row(0,  24, "State",                        kOctets,       plain,      once),
    row(0,  25, "Class",                        kOctets,       plain,      many),
    row(0,  27, "Session-Timeout",              kInteger,      plain,      once),
    row(0,  28, "Idle-Timeout",                 kInteger,      plain,      once),
    row(0,  29, "Termination-Action",           kInteger,      plain,      once, v::kTerminationAction),
    row(0,  30, "Called-Station-Id",            kText,         plain,      once),
    row(0,  31, "Calling-Station-Id",           kText,         plain,      once),
    row(0,  32, "NAS-Identifier",               kText,         plain,      once),
    row(0,  33, "Proxy-State",                  kOctets,       plain,      many),
    row(0,  34, "Login-LAT-Service",            kText,         plain,      once),
    row(0,  35, "Login-LAT-Node",               kText,         plain,      once),
    row(0,  36, "Login-LAT-Group",              octets(32),    plain,      once),
    row(0,  37, "Framed-AppleTalk-Link",        kInteger,      plain,      once),
    row(0,  38, "Framed-AppleTalk-Network",     kInteger,      plain,      many),
    row(0,  39, "Framed-AppleTalk-Zone",        kText,         plain,      once),
    row(0,  40, "Acct-Status-Type",             kInteger,      plain,      once, v::kAcctStatusType),
    row(0,  41, "Acct-Delay-Time",              kInteger,      plain,      once),
    row(0,  42, "Acct-Input-Octets",            kInteger,      plain,      once),
    row(0,  43, "Acct-Output-Octets",           kInteger,      plain,      once),
    row(0,  44, "Acct-Session-Id",              kText,         plain,      once),
    row(0,  45, "Acct-Authentic",               kInteger,      plain,      once, v::kAcctAuthentic),
    row(0,  46, "Acct-Session-Time",            kInteger,      plain,      once),
    row(0,  47, "Acct-Input-Packets",           kInteger,      plain,      once),
    row(0,  48, "Acct-Output-Packets",          kInteger,      plain,      once),
    row(0,  49, "Acct-Terminate-Cause",         kInteger,      plain,      once, v::kTerminateCause),
    row(0,  50, "Acct-Multi-Session-Id",        kText,         plain,      many),  // 0+ in RFC 2866
    row(0,  51, "Acct-Link-Count",              kInteger,      plain,      many),
    row(0,  52, "Acct-Input-Gigawords",         kInteger,      plain,      once),
    row(0,  53, "Acct-Output-Gigawords",        kInteger,      plain,      once),
    row(0,  55, "Event-Timestamp",              kTime,         plain,      once),
    row(0,  60, "CHAP-Challenge",               kOctets,       plain,      once),
    row(0,  61, "NAS-Port-Type",                kInteger,      plain,      once, v::kNasPortType),
    row(0,  62, "Port-Limit",                   kInteger,      plain,      once),
    row(0,  63, "Login-LAT-Port",               kText,         plain,      once),
    row(0,  64, "Tunnel-Type",                  kInteger,      tag_number, once, v::kTunnelType),
    row(0,  65, "Tunnel-Medium-Type",           kInteger,      tag_number, once, v::kTunnelMedium),
    row(0,  66, "Tunnel-Client-Endpoint",       kTaggedText,   tag_text,   once),
    row(0,  67, "Tunnel-Server-Endpoint",       kTaggedText,   tag_text,   once),
    row(0,  68, "Acct-Tunnel-Connection",       kText,         plain,      once),
    row(0,  69, "Tunnel-Password",              octets(0, 249), tag_salt,  once),
    row(0,  70, "ARAP-Password",                octets(16),    secret,     once),
    row(0,  71, "ARAP-Features",                octets(14),    plain,      once),
    row(0,  72, "ARAP-Zone-Access",             kInteger,      plain,      once),
    row(0,  73, "ARAP-Security",                kInteger,      plain,      once),
    row(0,  74, "ARAP-Security-Data",           kText,         plain,      many),
    row(0,  75, "Password-Retry",               kInteger,      plain,      once),
    row(0,  76, "Prompt",                       kInteger,      plain,      once, v::kPrompt),
    row(0,  77, "Connect-Info",                 kText,         plain,      many),
    row(0,  78, "Configuration-Token",          kText,         plain,      many),
    row(0,  79, "EAP-Message",                  kOctets,       secret,     many),
    row(0,  80, "Message-Authenticator",        octets(16),    plain,      once),
    row(0,  81, "Tunnel-Private-Group-Id",      kTaggedText,   tag_text,   once),
    row(0,  82, "Tunnel-Assignment-Id",         kTaggedText,   tag_text,   once),
    row(0,  83, "Tunnel-Preference",            kInteger,      tag_number, once),
    row(0,  84, "ARAP-Challenge-Response",      octets(8),     secret,     once),
    row(0,  85, "Acct-Interim-Interval",        kInteger,      plain,      once),
    row(0,  86, "Acct-Tunnel-Packets-Lost",     kInteger,      plain,      once),
    row(0,  87, "NAS-Port-Id",                  kText,         plain,      once),
    row(0,  88, "Framed-Pool",                  kText,         plain,      once),
    row(0,  89, "Chargeable-User-Identity",     kOctets,       plain,      once),
    row(0,  90, "Tunnel-Client-Auth-Id",        kTaggedText,   tag_text,   once),
    row(0,  91, "Tunnel-Server-Auth-Id",        kTaggedText,   tag_text,   once),
    row(0,  92, "NAS-Filter-Rule",              kText,         plain,      many),
    row(0,  95, "NAS-IPv6-Address",             kIpv6Address,  plain,      once),
    row(0,  96, "Framed-Interface-Id",          kInterfaceId,  plain,      once),
    row(0,  97, "Framed-IPv6-Prefix",           kIpv6Prefix,   plain,      many),
    row(0,  98, "Login-IPv6-Host",              kIpv6Address,  plain,      many),
    row(0,  99, "Framed-IPv6-Route",            kText,         plain,      many),
    row(0, 100, "Framed-IPv6-Pool",             kText,         plain,      once),
    row(0, 101, "Error-Cause",                  kInteger,      plain,      once, v::kErrorCause),
    row(0, 123, "Delegated-IPv6-Prefix",        kIpv6Prefix,   plain,      many),
    row(0, 168, "Framed-IPv6-Address",          kIpv6Address,  plain,      many),
    row(0, 169, "DNS-Server-IPv6-Address",      kIpv6Address,  plain,      many),
    row(0, 170, "Route-IPv6-Information",       kIpv6Prefix,   plain,      many),
    row(0, 171, "Delegated-IPv6-Prefix-Pool",   kText,         plain,      once),
    row(0, 172, "Stateful-IPv6-Address-Pool",   kText,         plain,      once),

    row(Cisco,   1, "Cisco-AVPair",             kAvPair,       plain,      many),
    row(Cisco,   2, "Cisco-NAS-Port",           kVendorText,   plain,      once),
    row(Cisco, 187, "Cisco-Multilink-ID",       kInteger,      plain,      once),
    row(Cisco, 188, "Cisco-Num-In-Multilink",   kInteger,      plain,      once),
    row(Cisco, 195, "Cisco-Disconnect-Cause",   kInteger,      plain,      once),
    row(Cisco, 197, "Cisco-Data-Rate",          kInteger,      plain,      once),
    row(Cisco, 198, "Cisco-PreSession-Time",    kInteger,      plain,      once),
    row(Cisco, 249, "Cisco-Subscriber-Password", kVendorText,  secret,     once),
    row(Cisco, 250, "Cisco-Account-Info",       kVendorText,   plain,      many),
    row(Cisco, 251, "Cisco-Service-Info",       kVendorText,   plain,      many),
    row(Cisco, 252, "Cisco-Command-Code",       kVendorOctets, secret,     many),  // logons carry the password

    row(MS,  1, "MS-CHAP-Response",             octets(50),    secret,     once),
    row(MS,  2, "MS-CHAP-Error",                kVendorText,   plain,      many),
    row(MS,  3, "MS-CHAP-CPW-1",                octets(70),    secret,     once),
    row(MS,  4, "MS-CHAP-CPW-2",                octets(84),    secret,     once),
    row(MS,  5, "MS-CHAP-LM-Enc-PW",            kVendorOctets, secret,     many),
    row(MS,  6, "MS-CHAP-NT-Enc-PW",            kVendorOctets, secret,     many),
    row(MS,  7, "MS-MPPE-Encryption-Policy",    kInteger,      plain,      once, v::kEncryptionPolicy),
    row(MS,  8, "MS-MPPE-Encryption-Types",     kInteger,      plain,      once),
    row(MS,  9, "MS-RAS-Vendor",                kInteger,      plain,      once),
    row(MS, 10, "MS-CHAP-Domain",               kVendorText,   plain,      once),
    row(MS, 11, "MS-CHAP-Challenge",            kVendorOctets, plain,      once),
    row(MS, 12, "MS-CHAP-MPPE-Keys",            octets(24, 32), blocks,    once),
    row(MS, 13, "MS-BAP-Usage",                 kInteger,      plain,      once, v::kBapUsage),
    row(MS, 14, "MS-Link-Utilization-Threshold", kInteger,     plain,      once),
    row(MS, 15, "MS-Link-Drop-Time-Limit",      kInteger,      plain,      once),
    row(MS, 16, "MS-MPPE-Send-Key",             octets(1, 239), salted,    once),
    row(MS, 17, "MS-MPPE-Recv-Key",             octets(1, 239), salted,    once),
    row(MS, 18, "MS-RAS-Version",               kVendorText,   plain,      once),
    row(MS, 19, "MS-Old-ARAP-Password",         kVendorOctets, secret,     once),
    row(MS, 20, "MS-New-ARAP-Password",         kVendorOctets, secret,     once),
    row(MS, 21, "MS-ARAP-PW-Change-Reason",     kInteger,      plain,      once),
    row(MS, 22, "MS-Filter",                    kVendorOctets, plain,      many),
    row(MS, 23, "MS-Acct-Auth-Type",            kInteger,      plain,      once),
    row(MS, 24, "MS-Acct-EAP-Type",             kInteger,      plain,      once),
    row(MS, 25, "MS-CHAP2-Response",            octets(50),    secret,     once),
    row(MS, 26, "MS-CHAP2-Success",             octets(43),    secret,     once),
    row(MS, 27, "MS-CHAP2-CPW",                 octets(68),    secret,     once),
    row(MS, 28, "MS-Primary-DNS-Server",        kAddress,      plain,      once),
    row(MS, 29, "MS-Secondary-DNS-Server",      kAddress,      plain,      once),
    row(MS, 30, "MS-Primary-NBNS-Server",       kAddress,      plain,      once),
    row(MS, 31, "MS-Secondary-NBNS-Server",     kAddress,      plain,      once),
    row(MS, 33, "MS-ARAP-Challenge",            octets(8),     plain,      once),

    row(DSL,   1, "Agent-Circuit-Id",           text(1, 63),   plain,      once),
    row(DSL,   2, "Agent-Remote-Id",            text(1, 63),   plain,      once),
    row(DSL, 129, "Actual-Data-Rate-Upstream",  kInteger,      plain,      once),
    row(DSL, 130, "Actual-Data-Rate-Downstream", kInteger,     plain,      once),
    row(DSL, 131, "Minimum-Data-Rate-Upstream", kInteger,      plain,      once),
    row(DSL, 132, "Minimum-Data-Rate-Downstream", kInteger,    plain,      once),
    row(DSL, 133, "Attainable-Data-Rate-Upstream", kInteger,   plain,      once),
    row(DSL, 134, "Attainable-Data-Rate-Downstream", kInteger, plain,      once),
    row(DSL, 135, "Maximum-Data-Rate-Upstream", kInteger,      plain,      once),
    row(DSL, 136, "Maximum-Data-Rate-Downstream", kInteger,    plain,      once),
    row(DSL, 137, "Minimum-Data-Rate-Upstream-Low-Power", kInteger, plain, once),
    row(DSL, 138, "Minimum-Data-Rate-Downstream-Low-Power", kInteger, plain, once),
    row(DSL, 139, "Maximum-Interleaving-Delay-Upstream", kInteger, plain,  once),
    row(DSL, 140, "Actual-Interleaving-Delay-Upstream", kInteger, plain,   once),
    row(DSL, 141, "Maximum-Interleaving-Delay-Downstream", kInteger, plain, once),
    row(DSL, 142, "Actual-Interleaving-Delay-Downstream", kInteger, plain, once),
    row(DSL, 144, "Access-Loop-Encapsulation",  octets(3),     plain,      once),
    row(DSL, 254, "IWF-Session",                octets(0, 4),  plain,      once),
};
// clang-format on

}  // namespace radius::rows
