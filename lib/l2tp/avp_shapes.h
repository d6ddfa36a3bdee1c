// The layouts that values of AVPs have, one constant each: size, what else can be wrong with a value, how it is
// printed. Which AVP has which is in avp_table.h; what a value becomes in C++ is in avp_values.h. RFC 2661 section 4.4.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "l2tp/avp.h"
#include "l2tp/result_codes.h"

namespace l2tp {

/// What is wrong with one value: an error code, and words for it.
struct ValueFault {
    ErrorCode code;
    std::string why;
};

struct AvpShape {
    std::uint16_t min_size;  ///< of the value in octets
    std::uint16_t max_size;
    /// The value as text. The type of the message decides which names result codes have.
    std::string (*text)(std::span<const std::uint8_t> value, std::uint16_t message_type);
    /// What a size in range does not exclude. `zero_id`: an assigned id of 0 is taken. Null: nothing can be wrong.
    std::optional<ValueFault> (*fault)(std::span<const std::uint8_t> value, bool zero_id) = nullptr;
};

/// Empty: the value has a size that the shape allows, and nothing else is wrong with it.
std::optional<ValueFault> fault_in(const AvpShape& shape, std::span<const std::uint8_t> value, bool zero_id);

namespace shapes {

using Octets = std::span<const std::uint8_t>;

// AvpShape::text: only for values whose size the shape allows.
std::string accm_text(Octets value, std::uint16_t message_type);
std::string call_errors_text(Octets value, std::uint16_t message_type);
std::string disconnect_text(Octets value, std::uint16_t message_type);
std::string flag_text(Octets value, std::uint16_t message_type);
std::string mask_text(Octets value, std::uint16_t message_type);
std::string message_text(Octets value, std::uint16_t message_type);
std::string number_text(Octets value, std::uint16_t message_type);
std::string octets_text(Octets value, std::uint16_t message_type);
std::string q931_text(Octets value, std::uint16_t message_type);
std::string quoted_text(Octets value, std::uint16_t message_type);
std::string result_text(Octets value, std::uint16_t message_type);
std::string version_text(Octets value, std::uint16_t message_type);

// AvpShape::fault: likewise.
std::optional<ValueFault> disconnect_fault(Octets value, bool zero_id);
std::optional<ValueFault> id_fault(Octets value, bool zero_id);
std::optional<ValueFault> result_fault(Octets value, bool zero_id);
std::optional<ValueFault> window_fault(Octets value, bool zero_id);

/// Octets of a value that one AVP can hold: section 4.1.
inline constexpr std::uint16_t kLongest = kMaxAvpLength - kAvpHeaderSize;

inline constexpr AvpShape kFlag{0, 0, flag_text};
inline constexpr AvpShape kNumber16{2, 2, number_text};
inline constexpr AvpShape kNumber32{4, 4, number_text};
inline constexpr AvpShape kNumber64{8, 8, number_text};
inline constexpr AvpShape kMask16{2, 2, mask_text};
inline constexpr AvpShape kMask32{4, 4, mask_text};
inline constexpr AvpShape kId{2, 2, number_text, id_fault};
inline constexpr AvpShape kWindow{2, 2, number_text, window_fault};
inline constexpr AvpShape kText{0, kLongest, quoted_text};
inline constexpr AvpShape kSomeText{1, kLongest, quoted_text};
inline constexpr AvpShape kOctets{0, kLongest, octets_text};
inline constexpr AvpShape kSomeOctets{1, kLongest, octets_text};
inline constexpr AvpShape kEightOctets{8, 8, octets_text};
inline constexpr AvpShape kSixteenOctets{16, 16, octets_text};
inline constexpr AvpShape kMessageNumber{2, 2, message_text};
inline constexpr AvpShape kVersion{2, 2, version_text};
inline constexpr AvpShape kResult{2, kLongest, result_text, result_fault};
inline constexpr AvpShape kQ931{3, kLongest, q931_text};
inline constexpr AvpShape kDisconnect{5, kLongest, disconnect_text, disconnect_fault};
inline constexpr AvpShape kCallErrors{26, 26, call_errors_text};
inline constexpr AvpShape kAccm{10, 10, accm_text};

}  // namespace shapes
}  // namespace l2tp
