#include "l2tp/avp_values.h"

#include <algorithm>
#include <utility>

#include "l2tp/byte_reader.h"

namespace l2tp {
namespace {

std::string to_text(std::span<const std::uint8_t> octets) { return {octets.begin(), octets.end()}; }

template <std::size_t Size>
std::optional<std::array<std::uint8_t, Size>> fixed(const AvpValues& values, Avp avp) {
    const auto octets = values.octets(avp);
    if (!octets || octets->size() != Size) return std::nullopt;
    std::array<std::uint8_t, Size> out{};
    std::copy(octets->begin(), octets->end(), out.begin());
    return out;
}

ProtocolVersion version(const AvpValues& values) {
    const auto both = values.u16(Avp::kProtocolVersion).value_or(0x0100);
    return {static_cast<std::uint8_t>(both >> 8), static_cast<std::uint8_t>(both & 0xff)};
}

PeerTunnelId tunnel(const AvpValues& values) { return {values.u16(Avp::kAssignedTunnel).value_or(0)}; }
PeerSessionId session(const AvpValues& values) { return {values.u16(Avp::kAssignedSession).value_or(0)}; }

ResultCode result(const AvpValues& values) {
    return read_result_code(values.octets(Avp::kResultCode).value_or(std::span<const std::uint8_t>{}));
}

Sccrq build_sccrq(const AvpValues& v) {
    Sccrq m;
    m.version = version(v);
    m.framing = v.u32(Avp::kFramingCapabilities).value_or(0);
    m.bearer = v.u32(Avp::kBearerCapabilities);
    m.tie_breaker = fixed<8>(v, Avp::kTieBreaker);
    m.firmware = v.u16(Avp::kFirmwareRevision);
    m.host_name = v.text(Avp::kHostName).value_or("");
    m.vendor_name = v.text(Avp::kVendorName);
    m.assigned_tunnel = tunnel(v);
    m.receive_window = v.u16(Avp::kReceiveWindow);
    m.challenge = v.bytes(Avp::kChallenge);
    return m;
}

Sccrp build_sccrp(const AvpValues& v) {
    Sccrp m;
    m.version = version(v);
    m.framing = v.u32(Avp::kFramingCapabilities).value_or(0);
    m.bearer = v.u32(Avp::kBearerCapabilities);
    m.firmware = v.u16(Avp::kFirmwareRevision);
    m.host_name = v.text(Avp::kHostName).value_or("");
    m.vendor_name = v.text(Avp::kVendorName);
    m.assigned_tunnel = tunnel(v);
    m.receive_window = v.u16(Avp::kReceiveWindow);
    m.challenge = v.bytes(Avp::kChallenge);
    m.challenge_response = fixed<16>(v, Avp::kChallengeResponse);
    return m;
}

Icrq build_icrq(AvpValues& v) {
    Icrq m;
    m.assigned_session = session(v);
    m.serial = v.u32(Avp::kCallSerial).value_or(0);
    m.bearer = v.u32(Avp::kBearerType);
    m.physical_channel = v.u32(Avp::kPhysicalChannel);
    m.calling_number = v.text(Avp::kCallingNumber);
    m.called_number = v.text(Avp::kCalledNumber);
    m.sub_address = v.text(Avp::kSubAddress);
    m.port_name = v.text(Avp::kPortName);
    m.tx_speed_bps = v.u64(Avp::kTxConnectSpeedBps);
    m.rx_speed_bps = v.u64(Avp::kRxConnectSpeedBps);
    m.access_line = v.take_vendor();
    return m;
}

Iccn build_iccn(const AvpValues& v) {
    Iccn m;
    m.tx_speed = v.u32(Avp::kTxConnectSpeed).value_or(0);
    m.framing = v.u32(Avp::kFramingType).value_or(0);
    m.rx_speed = v.u32(Avp::kRxConnectSpeed);
    m.proxy_lcp.initial_received = v.bytes(Avp::kInitialReceivedLcp);
    m.proxy_lcp.last_sent = v.bytes(Avp::kLastSentLcp);
    m.proxy_lcp.last_received = v.bytes(Avp::kLastReceivedLcp);
    m.proxy_auth.type = v.u16(Avp::kProxyAuthType);
    m.proxy_auth.name = v.text(Avp::kProxyAuthName);
    m.proxy_auth.challenge = v.bytes(Avp::kProxyAuthChallenge);
    m.proxy_auth.id = v.u16(Avp::kProxyAuthId);
    m.proxy_auth.response = v.bytes(Avp::kProxyAuthResponse);
    m.private_group = v.bytes(Avp::kPrivateGroup);
    m.tx_speed_bps = v.u64(Avp::kTxConnectSpeedBps);
    m.rx_speed_bps = v.u64(Avp::kRxConnectSpeedBps);
    m.sequencing_required = v.has(Avp::kSequencingRequired);
    return m;
}

Ocrq build_ocrq(const AvpValues& v) {
    Ocrq m;
    m.assigned_session = session(v);
    m.serial = v.u32(Avp::kCallSerial).value_or(0);
    m.minimum_bps = v.u32(Avp::kMinimumBps).value_or(0);
    m.maximum_bps = v.u32(Avp::kMaximumBps).value_or(0);
    m.bearer = v.u32(Avp::kBearerType).value_or(0);
    m.framing = v.u32(Avp::kFramingType).value_or(0);
    m.called_number = v.text(Avp::kCalledNumber).value_or("");
    m.sub_address = v.text(Avp::kSubAddress);
    return m;
}

Occn build_occn(const AvpValues& v) {
    return {v.u32(Avp::kTxConnectSpeed).value_or(0), v.u32(Avp::kFramingType).value_or(0),
            v.u32(Avp::kRxConnectSpeed), v.has(Avp::kSequencingRequired)};
}

Cdn build_cdn(const AvpValues& v) {
    Cdn m;
    m.result = result(v);
    m.assigned_session = session(v);
    if (const auto octets = v.octets(Avp::kQ931Cause)) {
        ByteReader reader(*octets);
        const auto code = reader.u16().value_or(0);
        const auto message = reader.u8().value_or(0);
        m.q931 = Q931Cause{code, message, to_text(reader.rest())};
    }
    if (const auto octets = v.octets(Avp::kPppDisconnectCause)) {
        ByteReader reader(*octets);
        const auto code = reader.u16().value_or(0);
        const auto protocol = reader.u16().value_or(0);
        const auto direction = reader.u8().value_or(0);
        m.disconnect = PppDisconnectCause{code, protocol, direction, to_text(reader.rest())};
    }
    return m;
}

/// Both AVPs of these begin with two reserved octets.
ByteReader after_reserved(const AvpValues& v, Avp avp) {
    ByteReader reader(v.octets(avp).value_or(std::span<const std::uint8_t>{}));
    reader.u16();
    return reader;
}

Wen build_wen(const AvpValues& v) {
    auto reader = after_reserved(v, Avp::kCallErrors);
    Wen m;
    for (auto* counter : {&m.crc, &m.framing, &m.hardware_overruns, &m.buffer_overruns, &m.timeouts, &m.alignment})
        *counter = reader.u32().value_or(0);
    return m;
}

Sli build_sli(const AvpValues& v) {
    auto reader = after_reserved(v, Avp::kAccm);
    Sli m;
    m.send_accm = reader.u32().value_or(m.send_accm);
    m.receive_accm = reader.u32().value_or(m.receive_accm);
    return m;
}

}  // namespace

std::span<const std::uint8_t> AvpValues::keep(Bytes value) { return kept_.emplace_back(std::move(value)); }

std::optional<std::uint16_t> AvpValues::u16(Avp avp) const {
    if (const auto value = slot(avp)) return ByteReader(*value).u16();
    return std::nullopt;
}

std::optional<std::uint32_t> AvpValues::u32(Avp avp) const {
    if (const auto value = slot(avp)) return ByteReader(*value).u32();
    return std::nullopt;
}

std::optional<std::uint64_t> AvpValues::u64(Avp avp) const {
    if (const auto value = slot(avp)) return ByteReader(*value).u64();
    return std::nullopt;
}

std::optional<std::string> AvpValues::text(Avp avp) const {
    if (const auto value = slot(avp)) return to_text(*value);
    return std::nullopt;
}

std::optional<Bytes> AvpValues::bytes(Avp avp) const {
    if (const auto value = slot(avp)) return Bytes(value->begin(), value->end());
    return std::nullopt;
}

ResultCode read_result_code(std::span<const std::uint8_t> value) {
    ByteReader reader(value);
    ResultCode code;
    code.result = reader.u16().value_or(0);
    code.error = reader.u16();
    code.message = to_text(reader.rest());
    return code;
}

Message build_message(MessageType type, AvpValues& values) {
    switch (type) {
        case MessageType::kSccrq: return build_sccrq(values);
        case MessageType::kSccrp: return build_sccrp(values);
        case MessageType::kScccn: return Scccn{fixed<16>(values, Avp::kChallengeResponse)};
        case MessageType::kStopCcn: return StopCcn{tunnel(values), result(values)};
        case MessageType::kHello: return Hello{};
        case MessageType::kOcrq: return build_ocrq(values);
        case MessageType::kOcrp: return Ocrp{session(values), values.u32(Avp::kPhysicalChannel)};
        case MessageType::kOccn: return build_occn(values);
        case MessageType::kIcrq: return build_icrq(values);
        case MessageType::kIcrp: return Icrp{session(values)};
        case MessageType::kIccn: return build_iccn(values);
        case MessageType::kCdn: return build_cdn(values);
        case MessageType::kWen: return build_wen(values);
        case MessageType::kSli: return build_sli(values);
    }
    return Hello{};
}

}  // namespace l2tp
