#include "lac_capture.h"

#include <algorithm>

#include "pppd_glue.h"

namespace plugin {
namespace {

using Bytes = std::span<const std::uint8_t>;
constexpr std::size_t kFrameHeader = 4, kHeader = 4;
constexpr unsigned kLcp = 0xc021, kChap = 0xc223;
constexpr std::uint8_t kConfigureRequest = 1, kPapRequest = 1, kChapChallenge = 1, kChapResponse = 2;
constexpr std::uint16_t kAuthChap = 2, kAuthPap = 3, kAuthMsChapV1 = 5;  // AVP 29

/// The packet inside a frame of this protocol, cut to its own length; empty if it is not one.
Bytes packet_of(Bytes frame, unsigned protocol) {
    if (frame.size() < kFrameHeader + kHeader) return {};
    if ((unsigned{frame[2]} << 8 | frame[3]) != protocol) return {};
    return frame.subspan(kFrameHeader);
}

/// What is behind code, identifier and length; the padding of the line is cut off.
bool body_of(Bytes packet, Bytes& body) {
    if (packet.size() < kHeader) return false;
    const std::size_t length = std::size_t{packet[2]} << 8 | packet[3];
    if (length < kHeader || length > packet.size()) return false;
    body = packet.subspan(kHeader, length - kHeader);
    return true;
}

/// A value with its length in front; the rest stays in `from`.
bool take_counted(Bytes& from, Bytes& value) {
    if (from.empty() || from[0] > from.size() - 1) return false;
    value = from.subspan(1, from[0]);
    from = from.subspan(1 + std::size_t{from[0]});
    return true;
}

bool configure_request(Bytes frame, Bytes& options) {
    const Bytes packet = packet_of(frame, kLcp);
    return !packet.empty() && packet[0] == kConfigureRequest && body_of(packet, options);
}

}  // namespace

void SavedOptions::save(Bytes options) {
    present = options.size() <= sizeof bytes;
    length = present ? options.size() : 0;
    if (present) std::copy(options.begin(), options.end(), bytes);
}

void LacCapture::received(Bytes frame) {
    Bytes options;
    if (!configure_request(frame, options)) return;
    if (!first_received_.present) first_received_.save(options);
    last_received_.save(options);
}

void LacCapture::sent(Bytes frame) {
    Bytes body, value;
    if (configure_request(frame, body)) last_sent_.save(body);
    const Bytes packet = packet_of(frame, kChap);
    if (packet.empty() || packet[0] != kChapChallenge || !body_of(packet, body) || !take_counted(body, value)) return;
    std::copy(value.begin(), value.end(), challenge_);
    challenge_length_ = static_cast<std::uint8_t>(value.size());
    challenge_id_ = packet[1];
    challenged_ = true;
}

void LacCapture::restart() {
    credentials_.forget();
    challenged_ = false;
    digest_ = 0;
}

bool LacCapture::take_pap(Bytes packet) {
    Bytes body, name, password;
    if (packet.empty() || packet[0] != kPapRequest || !glue_pap_agreed()) return false;
    if (!body_of(packet, body) || !take_counted(body, name) || !take_counted(body, password)) return false;
    credentials_.kind = Credentials::Kind::kPap;
    credentials_.id = packet[1];
    return credentials_.set_name(name) && credentials_.set_response(password);
}

bool LacCapture::take_chap(Bytes packet) {
    Bytes body, response;
    if (packet.empty() || packet[0] != kChapResponse || glue_chap_digest() == 0) return false;
    if (!challenged_ || !body_of(packet, body) || packet[1] != challenge_id_) return false;
    if (!take_counted(body, response)) return false;
    credentials_.kind = Credentials::Kind::kChap;
    credentials_.id = packet[1];
    digest_ = glue_chap_digest();
    return credentials_.set_name(body) && credentials_.set_challenge({challenge_, challenge_length_}) &&
           credentials_.set_response(response);
}

void LacCapture::describe(ipc::PluginMessageWriter& call) const {
    using ipc::PluginTag;
    if (first_received_.present) call.put_bytes(PluginTag::kInitialLcp, first_received_.get());
    if (last_sent_.present) call.put_bytes(PluginTag::kLastSentLcp, last_sent_.get());
    if (last_received_.present) call.put_bytes(PluginTag::kLastReceivedLcp, last_received_.get());
    const bool chap = credentials_.kind == Credentials::Kind::kChap;
    call.put_u16(PluginTag::kAuthType, !chap ? kAuthPap : digest_ == kDigestMsChapV1 ? kAuthMsChapV1 : kAuthChap);
    call.put_bytes(PluginTag::kAuthName, {credentials_.name, credentials_.name_length});
    if (chap) call.put_bytes(PluginTag::kAuthChallenge, {credentials_.challenge, credentials_.challenge_length});
    call.put_u8(PluginTag::kAuthId, credentials_.id);
    call.put_bytes(PluginTag::kAuthResponse, {credentials_.response, credentials_.response_length});
}

}  // namespace plugin
