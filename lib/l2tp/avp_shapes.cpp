#include "l2tp/avp_shapes.h"

#include <array>
#include <cstddef>
#include <string_view>

#include "l2tp/avp_values.h"
#include "l2tp/messages.h"
#include "l2tp/printable.h"

namespace l2tp {
namespace {

std::string quoted(std::string_view raw) { return "\"" + escaped(raw) + "\""; }
std::string named(std::uint64_t number, std::string_view name) {
    return std::to_string(number) + " (" + std::string(name) + ")";
}

std::uint64_t number_of(std::span<const std::uint8_t> octets) {
    std::uint64_t number = 0;
    for (const auto octet : octets) number = number << 8 | octet;
    return number;
}

ValueFault wrong_length(std::size_t size) {
    return {ErrorCode::kWrongLength, "value of " + std::to_string(size) + " octets"};
}

}  // namespace

std::optional<ValueFault> fault_in(const AvpShape& shape, std::span<const std::uint8_t> value, bool zero_id) {
    if (value.size() < shape.min_size || value.size() > shape.max_size) return wrong_length(value.size());
    if (shape.fault) return shape.fault(value, zero_id);
    return std::nullopt;
}

namespace shapes {

std::string flag_text(Octets, std::uint16_t) { return "yes"; }
std::string number_text(Octets value, std::uint16_t) { return std::to_string(number_of(value)); }
std::string mask_text(Octets value, std::uint16_t) { return "0x" + hex_text(value); }
std::string octets_text(Octets value, std::uint16_t) { return hex_text(value); }
std::string quoted_text(Octets value, std::uint16_t) { return quoted(AvpValue<std::string>::read(value)); }

std::string message_text(Octets value, std::uint16_t) {
    return named(number_of(value), name_of(static_cast<MessageType>(number_of(value))));
}

std::string version_text(Octets value, std::uint16_t) {
    const auto both = AvpValue<ProtocolVersion>::read(value);
    return std::to_string(both.version) + "." + std::to_string(both.revision);
}

std::string result_text(Octets value, std::uint16_t message_type) {
    const auto code = AvpValue<ResultCode>::read(value);
    const bool stop = message_type == static_cast<std::uint16_t>(MessageType::kStopCcn);
    const auto name = stop ? stop_result_name(code.result) : cdn_result_name(code.result);
    std::string out = "result " + named(code.result, name);
    if (code.error) out += ", error " + named(*code.error, error_name(*code.error));
    if (!code.message.empty()) out += ", " + quoted(code.message);
    return out;
}

std::string q931_text(Octets value, std::uint16_t) {
    const auto cause = AvpValue<Q931Cause>::read(value);
    return "cause " + std::to_string(cause.code) + ", message " + std::to_string(cause.message) + ", " +
           quoted(cause.advisory);
}

std::string disconnect_text(Octets value, std::uint16_t) {
    const auto cause = AvpValue<PppDisconnectCause>::read(value);
    return "code " + std::to_string(cause.code) + ", protocol 0x" + hex_text(value.subspan(2, 2)) + ", direction " +
           std::to_string(cause.direction) + ", " + quoted(cause.message);
}

std::string call_errors_text(Octets value, std::uint16_t) {
    constexpr std::array<const char*, 6> kNames = {"crc",             "framing",  "hardware overruns",
                                                   "buffer overruns", "timeouts", "alignment"};
    std::string out;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (i > 0) out += ", ";
        out += std::string(kNames[i]) + " " + std::to_string(number_of(value.subspan(2 + 4 * i, 4)));
    }
    return out;
}

std::string accm_text(Octets value, std::uint16_t) {
    return "send 0x" + hex_text(value.subspan(2, 4)) + ", receive 0x" + hex_text(value.subspan(6, 4));
}

std::optional<ValueFault> id_fault(Octets value, bool zero_id) {
    if (zero_id || number_of(value) != 0) return std::nullopt;
    return ValueFault{ErrorCode::kBadValue, "0 is not an id"};
}

std::optional<ValueFault> window_fault(Octets value, bool) {
    if (number_of(value) != 0) return std::nullopt;
    return ValueFault{ErrorCode::kBadValue, "a window of 0"};
}

// The error code is there as a whole or not at all.
std::optional<ValueFault> result_fault(Octets value, bool) {
    if (value.size() != 3) return std::nullopt;
    return wrong_length(value.size());
}

std::optional<ValueFault> disconnect_fault(Octets value, bool) {
    const unsigned direction = value[4];
    if (direction <= 2) return std::nullopt;
    return ValueFault{ErrorCode::kBadValue, "direction " + std::to_string(direction)};
}

}  // namespace shapes
}  // namespace l2tp
