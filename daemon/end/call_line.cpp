#include "end/call_line.h"

#include <algorithm>
#include <limits>

namespace vpdnd {
namespace {

/// A LAC may put as much into an ICRQ as a datagram holds; so much of it is kept, which is far more than lines have.
constexpr std::size_t kMostAccessLineOctets = 1024;

std::vector<l2tp::VendorAvp> bounded(const std::vector<l2tp::VendorAvp>& all) {
    std::vector<l2tp::VendorAvp> out;
    std::size_t octets = 0;
    for (const auto& avp : all) {
        octets += sizeof avp + avp.value.size();
        if (octets > kMostAccessLineOctets) break;
        out.push_back(avp);
    }
    return out;
}

constexpr std::uint64_t kFastest = std::numeric_limits<std::uint32_t>::max();

std::uint32_t in_32_bits(std::uint64_t speed) {
    return static_cast<std::uint32_t>(std::min(speed, kFastest));
}

}  // namespace

void put_speeds(l2tp::Iccn& connected, std::uint64_t tx, std::uint64_t rx) {
    connected.tx_speed = in_32_bits(tx);
    if (tx > kFastest) connected.tx_speed_bps = tx;
    if (rx == tx) return;
    connected.rx_speed = in_32_bits(rx);
    if (rx > kFastest) connected.rx_speed_bps = rx;
}

void CallLine::read(const l2tp::Icrq& request) {
    bearer = request.bearer.value_or(0);
    physical_channel = request.physical_channel;
    tx_speed = request.tx_speed_bps.value_or(0);
    rx_speed = request.rx_speed_bps.value_or(0);
    if (!request.sub_address && !request.port_name && request.access_line.empty()) return;
    names = Names{request.sub_address.value_or(""), request.port_name.value_or(""), bounded(request.access_line)};
}

/// Rx Connect Speed is only sent where it differs (RFC 2661 section 4.4.4); the AVPs 74 and 75 say it in 64 bits.
void CallLine::read(const l2tp::Iccn& connected) {
    framing = connected.framing;
    const std::uint64_t tx = connected.tx_speed_bps.value_or(tx_speed ? tx_speed : connected.tx_speed);
    const std::uint64_t rx = connected.rx_speed_bps.value_or(rx_speed ? rx_speed : connected.rx_speed.value_or(0));
    tx_speed = tx;
    rx_speed = rx ? rx : tx;
}

}  // namespace vpdnd
