#include "radius/chap_attributes.h"

#include "base/byte_writer.h"

namespace radius {
namespace {

using namespace literals;

constexpr std::size_t kLmKey = 8, kNtKey = 16, kMsKey = 16;
constexpr std::uint32_t kEncryptionRequired = 2;

/// Without the identifier in front.
std::string_view message_of(std::optional<std::string_view> value) { return value && !value->empty() ? value->substr(1) : ""; }

std::string_view text_in(Octets value) { return {reinterpret_cast<const char*>(value.data()), value.size()}; }

base::Bytes copied(Octets value) { return {value.begin(), value.end()}; }

/// Both versions: identifier, flags, the rest in its order.
bool add_ms(AttributeList& to, OctetsRow row, const ChapAnswer& answer) {
    if (answer.response.size() != kMsChapResponseSize || answer.challenge.empty()) return false;
    base::ByteWriter value;
    value.u8(answer.identifier);
    value.u8(answer.response.back());
    value.bytes(answer.response.first(kMsChapResponseSize - 1));
    to.add("MS-CHAP-Challenge"_attr, answer.challenge);
    to.add(row, value.octets());
    return true;
}

}  // namespace

bool add_chap(AttributeList& to, const ChapAnswer& answer) {
    if (answer.response.size() != kChapResponseSize || answer.challenge.empty()) return false;
    base::ByteWriter value;
    value.u8(answer.identifier);
    value.bytes(answer.response);
    to.add("CHAP-Password"_attr, value.octets());
    to.add("CHAP-Challenge"_attr, answer.challenge);
    return true;
}

bool add_ms_chap(AttributeList& to, const ChapAnswer& answer) { return add_ms(to, "MS-CHAP-Response"_attr, answer); }
bool add_ms_chap2(AttributeList& to, const ChapAnswer& answer) { return add_ms(to, "MS-CHAP2-Response"_attr, answer); }

std::string_view ms_chap2_success(const AttributeList& accept) {
    const auto value = accept.octets("MS-CHAP2-Success"_attr);
    return value ? message_of(text_in(*value)) : "";
}

std::string_view ms_chap_error(const AttributeList& reject) { return message_of(reject.text("MS-CHAP-Error"_attr)); }

std::optional<MppeKeys> mppe_keys(const AttributeList& accept) {
    const auto send = accept.octets("MS-MPPE-Send-Key"_attr), recv = accept.octets("MS-MPPE-Recv-Key"_attr);
    const auto both = accept.octets("MS-CHAP-MPPE-Keys"_attr);
    MppeKeys keys;
    if (send && recv && send->size() >= kMsKey && recv->size() >= kMsKey) {
        keys.send = copied(*send);
        keys.recv = copied(*recv);
    } else if (both && both->size() >= kLmKey + kNtKey) {
        keys.lm = copied(both->first(kLmKey));
        keys.nt = copied(both->subspan(kLmKey, kNtKey));
    } else {
        return std::nullopt;
    }
    return keys;
}

MppeRules mppe_rules(const AttributeList& accept) {
    const auto types = accept.integer("MS-MPPE-Encryption-Types"_attr).value_or(kMppe40 | kMppe128);
    return {.required = accept.integer("MS-MPPE-Encryption-Policy"_attr) == kEncryptionRequired,
            .types = static_cast<std::uint8_t>(types & (kMppe40 | kMppe128))};
}

}  // namespace radius
