#include "l2tp/avp_printer.h"

#include <array>
#include <cstddef>
#include <string_view>

#include "l2tp/avp_catalogue.h"
#include "l2tp/avp_values.h"
#include "l2tp/message_printer.h"
#include "l2tp/messages.h"

namespace l2tp {
namespace {

using Octets = std::span<const std::uint8_t>;

std::string to_text(Octets octets) { return {octets.begin(), octets.end()}; }
std::string quoted(std::string_view raw) { return "\"" + escaped(raw) + "\""; }
std::string named(std::uint64_t number, std::string_view name) {
    return std::to_string(number) + " (" + std::string(name) + ")";
}

std::uint64_t number_of(Octets octets) {
    std::uint64_t number = 0;
    for (const auto octet : octets) number = number << 8 | octet;
    return number;
}

std::string result_text(Octets value, std::uint16_t message_type) {
    const auto code = read_result_code(value);
    const bool stop = message_type == static_cast<std::uint16_t>(MessageType::kStopCcn);
    const auto name = stop ? stop_result_name(code.result) : cdn_result_name(code.result);
    std::string out = "result " + named(code.result, name);
    if (code.error) out += ", error " + named(*code.error, error_name(*code.error));
    if (!code.message.empty()) out += ", " + quoted(code.message);
    return out;
}

std::string q931_text(Octets value) {
    return "cause " + std::to_string(number_of(value.first(2))) + ", message " + std::to_string(value[2]) + ", " +
           quoted(to_text(value.subspan(3)));
}

std::string disconnect_text(Octets value) {
    return "code " + std::to_string(number_of(value.first(2))) + ", protocol 0x" + hex_text(value.subspan(2, 2)) +
           ", direction " + std::to_string(value[4]) + ", " + quoted(to_text(value.subspan(5)));
}

std::string call_errors_text(Octets value) {
    constexpr std::array<const char*, 6> kNames = {"crc",             "framing",  "hardware overruns",
                                                   "buffer overruns", "timeouts", "alignment"};
    std::string out;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (i > 0) out += ", ";
        out += std::string(kNames[i]) + " " + std::to_string(number_of(value.subspan(2 + 4 * i, 4)));
    }
    return out;
}

std::string value_text(const AvpInfo& info, Octets value, std::uint16_t message_type) {
    switch (info.kind) {
        case ValueKind::kMessageType:
            return named(number_of(value), name_of(static_cast<MessageType>(number_of(value))));
        case ValueKind::kResultCode: return result_text(value, message_type);
        case ValueKind::kVersion: return std::to_string(value[0]) + "." + std::to_string(value[1]);
        case ValueKind::kMask: return "0x" + hex_text(value);
        case ValueKind::kNumber:
        case ValueKind::kId:
        case ValueKind::kWindow: return std::to_string(number_of(value));
        case ValueKind::kOctets: return hex_text(value);
        case ValueKind::kText: return quoted(to_text(value));
        case ValueKind::kQ931: return q931_text(value);
        case ValueKind::kCallErrors: return call_errors_text(value);
        case ValueKind::kAccm:
            return "send 0x" + hex_text(value.subspan(2, 4)) + ", receive 0x" + hex_text(value.subspan(6, 4));
        case ValueKind::kFlag: return "yes";
        case ValueKind::kDisconnect: return disconnect_text(value);
    }
    return {};
}

std::string masked_text(const RawAvp& avp) {
    return std::string(avp.hidden ? "hidden, " : "masked, ") + std::to_string(avp.value.size()) + " octets";
}

}  // namespace

bool value_is_secret(const RawAvp& avp) {
    const auto* info = find_avp(avp.vendor, avp.type);
    return avp.hidden || (info != nullptr && info->secret);
}

std::string print_avp(const RawAvp& avp, std::uint16_t message_type) {
    const auto* info = find_avp(avp.vendor, avp.type);
    std::string out = "AVP ";
    if (avp.vendor != kVendorIetf) out += std::to_string(avp.vendor) + ":";
    out += std::to_string(avp.type) + " " + (info ? info->name : "unknown");
    out += ", length " + std::to_string(kAvpHeaderSize + avp.value.size());
    if (avp.mandatory) out += ", M";
    if (avp.hidden) out += ", H";
    if (avp.reserved_bits) out += ", reserved bits";
    out += ": ";
    if (value_is_secret(avp)) return out + masked_text(avp);
    if (info == nullptr) return out + hex_text(avp.value);
    if (avp.value.size() < info->min_size || avp.value.size() > info->max_size)
        return out + "wrong length, " + hex_text(avp.value);
    return out + value_text(*info, avp.value, message_type);
}

std::string hex_text(Octets octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * octets.size());
    for (const auto octet : octets) {
        out += kDigits[octet >> 4];
        out += kDigits[octet & 0xf];
    }
    return out;
}

}  // namespace l2tp
