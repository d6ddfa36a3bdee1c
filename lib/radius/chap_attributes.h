// A user's answer to a CHAP challenge as attributes, and what comes back for him. RFC 2865 sections 5.3 and 5.40, RFC 2548 sections
// 2.1, 2.3 and 2.4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "radius/attributes.h"

namespace radius {

/// Octets of the Response field of PPP's packet, and of L2TP's Proxy Authen Response.
inline constexpr std::size_t kChapResponseSize = 16;
inline constexpr std::size_t kMsChapResponseSize = 49;

/// What was asked and answered, of either kind of CHAP.
struct ChapAnswer {
    std::uint8_t identifier = 0;
    Octets challenge;
    Octets response;
};

// False: the response has another length, or there is no challenge; nothing is appended.
/// CHAP with MD5.
[[nodiscard]] bool add_chap(AttributeList& to, const ChapAnswer& answer);
/// MS-CHAP version 1 (RFC 2433): LM response 24, NT response 24, flags.
[[nodiscard]] bool add_ms_chap(AttributeList& to, const ChapAnswer& answer);
/// MS-CHAP version 2 (RFC 2759): peer challenge 16, eight zeroes, NT response 24, flags.
[[nodiscard]] bool add_ms_chap2(AttributeList& to, const ChapAnswer& answer);

/// "S=…", which proves the server to the user; of the Accept, valid as long as it is not changed. Empty: none.
[[nodiscard]] std::string_view ms_chap2_success(const AttributeList& accept);
/// "E=691 R=0 …" of the Reject. Empty: none.
[[nodiscard]] std::string_view ms_chap_error(const AttributeList& reject);

/// Keys of MPPE, seen from the server of the PPP link.
struct MppeKeys {
    base::Bytes send, recv;  ///< MS-CHAPv2
    base::Bytes lm, nt;      ///< MS-CHAPv1: 8 and 16 octets
};
/// Empty: the Accept has none that pppd could use: of the kind of MS-CHAPv2 both have to be there in full.
[[nodiscard]] std::optional<MppeKeys> mppe_keys(const AttributeList& accept);

/// RFC 2548 sections 2.4.4 and 2.4.5.
struct MppeRules {
    bool required = false;
    std::uint8_t types = 0;  ///< bits kMppe40, kMppe128
};
inline constexpr std::uint8_t kMppe40 = 2, kMppe128 = 4;
/// With or without keys. Types that are not told are all of them.
[[nodiscard]] MppeRules mppe_rules(const AttributeList& accept);

}  // namespace radius
