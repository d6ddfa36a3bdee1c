#include "l2tp/avp_values.h"

#include "l2tp/byte_writer.h"

namespace l2tp {
namespace {

constexpr std::size_t kMaxErrorText = 512;

/// No longer than kMaxErrorText, and not in the middle of a UTF-8 character.
std::string_view cut_text(std::string_view text) {
    if (text.size() <= kMaxErrorText) return text;
    std::size_t end = kMaxErrorText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

std::string rest_of(ByteReader& reader) { return AvpValue<std::string>::read(reader.rest()); }

ByteReader after_reserved(std::span<const std::uint8_t> value) {
    ByteReader reader(value);
    reader.u16();
    return reader;
}

}  // namespace

ResultCode AvpValue<ResultCode>::read(std::span<const std::uint8_t> value) {
    ByteReader reader(value);
    ResultCode code;
    code.result = reader.u16().value_or(0);
    code.error = reader.u16();
    code.message = rest_of(reader);
    return code;
}

Bytes AvpValue<ResultCode>::octets(const ResultCode& code) {
    ByteWriter value;
    value.u16(code.result);
    // Text can only stand behind an error code (section 4.4.2).
    if (code.error || !code.message.empty()) value.u16(code.error.value_or(0));
    value.text(cut_text(code.message));
    return value.take();
}

Q931Cause AvpValue<Q931Cause>::read(std::span<const std::uint8_t> value) {
    ByteReader reader(value);
    Q931Cause cause;
    cause.code = reader.u16().value_or(0);
    cause.message = reader.u8().value_or(0);
    cause.advisory = rest_of(reader);
    return cause;
}

Bytes AvpValue<Q931Cause>::octets(const Q931Cause& cause) {
    ByteWriter value;
    value.u16(cause.code);
    value.u8(cause.message);
    value.text(cut_text(cause.advisory));
    return value.take();
}

PppDisconnectCause AvpValue<PppDisconnectCause>::read(std::span<const std::uint8_t> value) {
    ByteReader reader(value);
    PppDisconnectCause cause;
    cause.code = reader.u16().value_or(0);
    cause.protocol = reader.u16().value_or(0);
    cause.direction = reader.u8().value_or(0);
    cause.message = rest_of(reader);
    return cause;
}

Bytes AvpValue<PppDisconnectCause>::octets(const PppDisconnectCause& cause) {
    ByteWriter value;
    value.u16(cause.code);
    value.u16(cause.protocol);
    value.u8(cause.direction);
    value.text(cut_text(cause.message));
    return value.take();
}

Wen AvpValue<Wen>::read(std::span<const std::uint8_t> value) {
    auto reader = after_reserved(value);
    Wen errors;
    for (auto* counter : {&errors.crc, &errors.framing, &errors.hardware_overruns, &errors.buffer_overruns,
                          &errors.timeouts, &errors.alignment})
        *counter = reader.u32().value_or(0);
    return errors;
}

Bytes AvpValue<Wen>::octets(const Wen& errors) {
    ByteWriter value;
    value.u16(0);
    for (const auto counter : {errors.crc, errors.framing, errors.hardware_overruns, errors.buffer_overruns,
                               errors.timeouts, errors.alignment})
        value.u32(counter);
    return value.take();
}

Sli AvpValue<Sli>::read(std::span<const std::uint8_t> value) {
    auto reader = after_reserved(value);
    Sli accm;
    accm.send_accm = reader.u32().value_or(accm.send_accm);
    accm.receive_accm = reader.u32().value_or(accm.receive_accm);
    return accm;
}

Bytes AvpValue<Sli>::octets(const Sli& accm) {
    ByteWriter value;
    value.u16(0);
    value.u32(accm.send_accm);
    value.u32(accm.receive_accm);
    return value.take();
}

}  // namespace l2tp
