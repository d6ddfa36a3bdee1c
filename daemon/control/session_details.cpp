#include "control/session_details.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

#include "control/ppp_details.h"
#include "control/quality_details.h"
#include "end/session_tag.h"
#include "l2tp/access_line.h"
#include "l2tp/printable.h"

namespace vpdnd {
namespace {

using ipc::Value;

Value known(const std::string& text) { return text.empty() ? Value() : Value(text); }
Value known(std::uint64_t number) { return number == 0 ? Value() : Value(number); }

/// "sync", "async", "sync,async": the bits of a framing or bearer type.
Value bits_text(std::uint32_t bits, const char* first, const char* second) {
    std::string out = (bits & 1) != 0 ? first : "";
    if ((bits & 2) != 0) out += (out.empty() ? "" : ",") + std::string(second);
    return known(out);
}

Value mask_text(std::uint32_t mask) {
    char out[16];
    std::snprintf(out, sizeof out, "0x%08x", mask);
    return Value(out);
}

Value access_line_value(const l2tp::AccessLineField* field, const l2tp::Bytes& value) {
    using Kind = l2tp::AccessLineKind;
    if (field && field->kind == Kind::kText) return std::string(value.begin(), value.end());
    if (field && field->kind == Kind::kFlag) return true;
    const auto number = field && field->kind == Kind::kNumber ? l2tp::access_line_number(value) : std::nullopt;
    return number ? Value(*number) : Value(l2tp::hex_text(value));
}

Value access_line(const std::vector<l2tp::VendorAvp>& avps) {
    Value out;
    for (const auto& avp : avps) {
        const auto* field = l2tp::find_access_line_field(avp.type);
        const auto key = field ? std::string(field->name) : "avp_" + std::to_string(avp.type);
        if (!out.has(key)) out.set(key, access_line_value(field, avp.value));
    }
    return out;
}

void add_line(Value::Object& out, const CallLine& line) {
    out.insert(out.end(), {{"tx_speed", known(line.tx_speed)}, {"rx_speed", known(line.rx_speed)},
                           {"framing", bits_text(line.framing, "sync", "async")},
                           {"bearer", bits_text(line.bearer, "digital", "analog")},
                           {"physical_channel", line.physical_channel}});
    if (line.names && !line.names->sub_address.empty()) out.emplace_back("sub_address", line.names->sub_address);
    if (line.names && !line.names->port_name.empty()) out.emplace_back("port_name", line.names->port_name);
    if (line.accm)
        out.insert(out.end(), {{"send_accm", mask_text(line.accm->send_accm)}, {"receive_accm", mask_text(line.accm->receive_accm)}});
}

void add_errors(Value::Object& out, const l2tp::Wen& wen) {
    out.insert(out.end(), {{"crc_errors", wen.crc}, {"framing_errors", wen.framing}, {"hardware_overruns", wen.hardware_overruns},
                           {"buffer_overruns", wen.buffer_overruns}, {"timeout_errors", wen.timeouts},
                           {"alignment_errors", wen.alignment}});
}

}  // namespace

Value::Object session_details(const l2tp::SessionInfo& info, const Call* call) {
    Value::Object out{{"role", info.role == l2tp::Role::kLac ? "lac" : "lns"}, {"call_serial_number", info.serial},
                      {"sequencing", info.sequencing}};
    if (!call) return out;
    const auto& facts = call->facts();
    add_line(out, facts.line);
    if (facts.wan_errors) add_errors(out, *facts.wan_errors);
    if (const auto beside = call->session_beside(info.key)) out.emplace_back("joined_session", session_tag(*beside));
    if (facts.line.names && !facts.line.names->access_line.empty())
        out.emplace_back("access_line", access_line(facts.line.names->access_line));
    add_ppp_details(out, facts, static_cast<bool>(call->record().own_call));
    if (auto quality = quality_details(facts, std::chrono::steady_clock::now()); !quality.is_null())
        out.emplace_back("quality", std::move(quality));
    return out;
}

}  // namespace vpdnd
