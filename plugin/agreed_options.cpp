#include "agreed_options.h"

#include <algorithm>

namespace plugin {
namespace {

using Octets = AgreedOptions::Octets;
constexpr std::uint8_t kConfigureRequest = 1, kConfigureAck = 2;

struct Packet {
    unsigned protocol = 0;
    std::uint8_t code = 0, identifier = 0;
    Octets options = {};
};

/// Code 0: it is no packet of a control protocol, or contradicts its length.
Packet packet_of(Octets frame) {
    constexpr std::size_t kFrame = 4, kHeader = 4;
    if (frame.size() < kFrame + kHeader) return {};
    const std::size_t length = std::size_t{frame[6]} << 8 | frame[7];
    if (length < kHeader || length > frame.size() - kFrame) return {};
    return {unsigned{frame[2]} << 8 | frame[3], frame[4], frame[5], frame.subspan(kFrame + kHeader, length - kHeader)};
}

}  // namespace

void AgreedOptions::Options::keep(Octets options) {
    length = options.size() <= kMost ? static_cast<std::uint8_t>(options.size()) : std::uint8_t{0};
    std::copy_n(options.begin(), length, bytes);
}

void AgreedOptions::sent(Octets frame) {
    const Packet packet = packet_of(frame);
    Protocol* protocol = find(packet.protocol);
    if (protocol == nullptr) return;
    if (packet.code == kConfigureAck) protocol->users.keep(packet.options);
    if (packet.code != kConfigureRequest) return;
    protocol->asked = true;
    protocol->asked_with = packet.identifier;
}

void AgreedOptions::received(Octets frame) {
    const Packet packet = packet_of(frame);
    Protocol* protocol = find(packet.protocol);
    if (protocol == nullptr || packet.code != kConfigureAck) return;
    if (!protocol->asked || packet.identifier != protocol->asked_with) return;
    protocol->asked = false;  // a repeated one says nothing more
    protocol->ours.keep(packet.options);
}

void AgreedOptions::set(unsigned protocol, Octets ours, Octets users) {
    if (Protocol* found = find(protocol)) {
        found->ours.keep(ours);
        found->users.keep(users);
    }
}

Octets AgreedOptions::ours(unsigned protocol) const {
    const Protocol* found = find(protocol);
    return found == nullptr ? Octets{} : found->ours.get();
}

Octets AgreedOptions::users(unsigned protocol) const {
    const Protocol* found = find(protocol);
    return found == nullptr ? Octets{} : found->users.get();
}

AgreedOptions::Protocol* AgreedOptions::find(unsigned number) {
    Protocol* found = std::find_if(std::begin(protocols_), std::end(protocols_), [&](const Protocol& one) { return one.number == number; });
    return found == std::end(protocols_) ? nullptr : found;
}

const AgreedOptions::Protocol* AgreedOptions::find(unsigned number) const { return const_cast<AgreedOptions*>(this)->find(number); }

}  // namespace plugin
