#include <string_view>
#include <utility>

#include "l2tp/avp_catalogue.h"
#include "l2tp/avp_emitter.h"
#include "l2tp/byte_writer.h"
#include "l2tp/message_codec.h"

namespace l2tp {
namespace {

constexpr std::uint16_t kControlFlags = 0xc802;  // T, L, S, version 2
constexpr std::size_t kMaxErrorText = 512;

/// No longer than kMaxErrorText, and not in the middle of a UTF-8 character.
std::string_view cut_text(std::string_view text) {
    if (text.size() <= kMaxErrorText) return text;
    std::size_t end = kMaxErrorText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

void emit_result(AvpEmitter& out, const ResultCode& code) {
    ByteWriter value;
    value.u16(code.result);
    // Text can only stand behind an error code (section 4.4.2).
    if (code.error || !code.message.empty()) value.u16(code.error.value_or(0));
    value.text(cut_text(code.message));
    out.octets(Avp::kResultCode, value.octets());
}

std::uint16_t both(ProtocolVersion version) {
    return static_cast<std::uint16_t>(version.version << 8 | version.revision);
}

/// One overload a message. The order of AVPs is that of a widely deployed LAC and LNS, for peers that care.
struct Emit {
    AvpEmitter& out;

    void operator()(const Sccrq& m) const {
        out.u16(Avp::kProtocolVersion, both(m.version));
        out.u32(Avp::kFramingCapabilities, m.framing);
        out.u32(Avp::kBearerCapabilities, m.bearer);
        if (m.tie_breaker) out.octets(Avp::kTieBreaker, std::span<const std::uint8_t>(*m.tie_breaker));
        out.u16(Avp::kFirmwareRevision, m.firmware);
        out.text(Avp::kHostName, m.host_name);
        out.text(Avp::kVendorName, m.vendor_name);
        out.u16(Avp::kAssignedTunnel, m.assigned_tunnel.value);
        out.u16(Avp::kReceiveWindow, m.receive_window);
        out.octets(Avp::kChallenge, m.challenge);
    }
    void operator()(const Sccrp& m) const {
        out.u16(Avp::kProtocolVersion, both(m.version));
        out.u32(Avp::kFramingCapabilities, m.framing);
        out.u32(Avp::kBearerCapabilities, m.bearer);
        out.u16(Avp::kFirmwareRevision, m.firmware);
        out.text(Avp::kHostName, m.host_name);
        out.text(Avp::kVendorName, m.vendor_name);
        out.u16(Avp::kAssignedTunnel, m.assigned_tunnel.value);
        out.u16(Avp::kReceiveWindow, m.receive_window);
        out.octets(Avp::kChallenge, m.challenge);
        response(m.challenge_response);
    }
    void operator()(const Scccn& m) const { response(m.challenge_response); }
    void operator()(const StopCcn& m) const {
        out.u16(Avp::kAssignedTunnel, m.assigned_tunnel.value);
        emit_result(out, m.result);
    }
    void operator()(const Hello&) const {}
    void operator()(const Ocrq& m) const {
        out.u16(Avp::kAssignedSession, m.assigned_session.value);
        out.u32(Avp::kCallSerial, m.serial);
        out.u32(Avp::kMinimumBps, m.minimum_bps);
        out.u32(Avp::kMaximumBps, m.maximum_bps);
        out.u32(Avp::kBearerType, m.bearer);
        out.u32(Avp::kFramingType, m.framing);
        out.text(Avp::kCalledNumber, m.called_number);
        out.text(Avp::kSubAddress, m.sub_address);
    }
    void operator()(const Ocrp& m) const {
        out.u16(Avp::kAssignedSession, m.assigned_session.value);
        out.u32(Avp::kPhysicalChannel, m.physical_channel);
    }
    void operator()(const Occn& m) const {
        out.u32(Avp::kTxConnectSpeed, m.tx_speed);
        out.u32(Avp::kRxConnectSpeed, m.rx_speed);
        out.u32(Avp::kFramingType, m.framing);
        flag(m.sequencing_required);
    }
    void operator()(const Icrq& m) const {
        out.u16(Avp::kAssignedSession, m.assigned_session.value);
        out.u32(Avp::kCallSerial, m.serial);
        out.u32(Avp::kBearerType, m.bearer);
        out.u32(Avp::kPhysicalChannel, m.physical_channel);
        out.text(Avp::kCallingNumber, m.calling_number);
        out.text(Avp::kCalledNumber, m.called_number);
        out.text(Avp::kSubAddress, m.sub_address);
        out.u64(Avp::kTxConnectSpeedBps, m.tx_speed_bps);
        out.u64(Avp::kRxConnectSpeedBps, m.rx_speed_bps);
        out.text(Avp::kPortName, m.port_name);
        for (const auto& avp : m.access_line) out.vendor(avp);
    }
    void operator()(const Icrp& m) const { out.u16(Avp::kAssignedSession, m.assigned_session.value); }
    void operator()(const Iccn& m) const {
        out.u32(Avp::kTxConnectSpeed, m.tx_speed);
        out.u32(Avp::kRxConnectSpeed, m.rx_speed);
        out.u32(Avp::kFramingType, m.framing);
        out.octets(Avp::kInitialReceivedLcp, m.proxy_lcp.initial_received);
        out.octets(Avp::kLastSentLcp, m.proxy_lcp.last_sent);
        out.octets(Avp::kLastReceivedLcp, m.proxy_lcp.last_received);
        out.octets(Avp::kProxyAuthChallenge, m.proxy_auth.challenge);
        out.u16(Avp::kProxyAuthId, m.proxy_auth.id);
        out.text(Avp::kProxyAuthName, m.proxy_auth.name);
        out.octets(Avp::kProxyAuthResponse, m.proxy_auth.response);
        out.u16(Avp::kProxyAuthType, m.proxy_auth.type);
        out.octets(Avp::kPrivateGroup, m.private_group);
        out.u64(Avp::kTxConnectSpeedBps, m.tx_speed_bps);
        out.u64(Avp::kRxConnectSpeedBps, m.rx_speed_bps);
        flag(m.sequencing_required);
    }
    void operator()(const Cdn& m) const {
        out.u16(Avp::kAssignedSession, m.assigned_session.value);
        emit_result(out, m.result);
        if (m.q931) {
            ByteWriter value;
            value.u16(m.q931->code);
            value.u8(m.q931->message);
            value.text(cut_text(m.q931->advisory));
            out.octets(Avp::kQ931Cause, value.octets());
        }
        if (m.disconnect) {
            ByteWriter value;
            value.u16(m.disconnect->code);
            value.u16(m.disconnect->protocol);
            value.u8(m.disconnect->direction);
            value.text(cut_text(m.disconnect->message));
            out.octets(Avp::kPppDisconnectCause, value.octets());
        }
    }
    void operator()(const Wen& m) const {
        ByteWriter value;
        value.u16(0);
        for (const auto counter : {m.crc, m.framing, m.hardware_overruns, m.buffer_overruns, m.timeouts, m.alignment})
            value.u32(counter);
        out.octets(Avp::kCallErrors, value.octets());
    }
    void operator()(const Sli& m) const {
        ByteWriter value;
        value.u16(0);
        value.u32(m.send_accm);
        value.u32(m.receive_accm);
        out.octets(Avp::kAccm, value.octets());
    }

  private:
    void response(const std::optional<ChallengeResponse>& value) const {
        if (value) out.octets(Avp::kChallengeResponse, std::span<const std::uint8_t>(*value));
    }
    void flag(bool set) const {
        if (set) out.octets(Avp::kSequencingRequired, std::span<const std::uint8_t>());
    }
};

void write_header(ByteWriter& out, const ControlHeader& header) {
    out.u16(kControlFlags);
    out.u16(kControlHeaderSize);
    out.u16(header.tunnel);
    out.u16(header.session);
    out.u16(header.ns);
    out.u16(header.nr);
}

}  // namespace

Bytes encode_message(const Message& message, const ControlHeader& header, const EncodeOptions& options) {
    ByteWriter out;
    write_header(out, header);
    AvpEmitter emitter(out, options);
    emitter.u16(Avp::kMessageType, static_cast<std::uint16_t>(type_of(message)));
    std::visit(Emit{emitter}, message);
    out.patch_u16(2, static_cast<std::uint16_t>(out.size()));
    return out.take();
}

Bytes encode_zlb(const ControlHeader& header) {
    ByteWriter out;
    write_header(out, header);
    return out.take();
}

std::optional<std::string> check_sizes(const Message& message) {
    ByteWriter out;
    const EncodeOptions options;
    AvpEmitter emitter(out, options);
    std::visit(Emit{emitter}, message);
    return emitter.left_out();
}

}  // namespace l2tp
