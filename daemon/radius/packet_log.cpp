#include "radius/packet_log.h"

#include "log/log.h"
#include "radius/packet_printer.h"

namespace vpdnd {
namespace {

struct VerdictRow {
    radius::ReplyVerdict verdict;
    std::string_view name;
};
constexpr VerdictRow kVerdicts[]{
    {radius::ReplyVerdict::kAnswer, "answer"},
    {radius::ReplyVerdict::kUnexpected, "unexpected"},
    {radius::ReplyVerdict::kMalformed, "malformed"},
    {radius::ReplyVerdict::kWrongCode, "wrong-code"},
    {radius::ReplyVerdict::kNotAuthentic, "not-authentic"},
    {radius::ReplyVerdict::kUnsigned, "unsigned"},
    {radius::ReplyVerdict::kWrongSignature, "wrong-signature"},
};

void log_packet(const char* direction, const PacketPeer& peer, std::span<const std::uint8_t> datagram, std::string_view verdict) {
    const auto printed = radius::print_packet(datagram);
    const auto dropped = verdict.empty() || verdict == "answer" ? std::string() : " (dropped: " + std::string(verdict) + ")";
    log::debug(log::Area::kRadius, direction + printed.header + dropped, {{"radius", peer.set}, {"server", peer.server}});
    for (const auto& line : printed.attributes) log::debug(log::Area::kRadius, "  " + line);
    log::debug(log::Area::kRadius, "  " + printed.hex);
}

}  // namespace

std::string_view name_of(radius::ReplyVerdict verdict) {
    for (const auto& row : kVerdicts)
        if (row.verdict == verdict) return row.name;
    return {};
}

void log_sent(const PacketPeer& peer, std::span<const std::uint8_t> datagram) {
    if (log::enabled(log::Area::kRadius)) log_packet("O ", peer, datagram, {});
}

void log_received(const PacketPeer& peer, std::span<const std::uint8_t> datagram, radius::ReplyVerdict verdict) {
    if (log::enabled(log::Area::kRadius)) log_packet("I ", peer, datagram, name_of(verdict));
}

}  // namespace vpdnd
