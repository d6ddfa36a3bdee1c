#include "pppoe/access_line_tag.h"

#include <algorithm>
#include <optional>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "l2tp/access_line.h"
#include "l2tp/avp_table.h"

namespace vpdnd::pppoe {
namespace {

using Octets = std::span<const std::uint8_t>;

constexpr std::uint32_t kBroadbandForum = 3561;
constexpr std::uint16_t kCircuitId = 1, kRemoteId = 2, kUpstream = 129, kDownstream = 130;
/// TR-101 has all numbers in four octets, rates in kbit/s; RFC 5515 has rates in bit/s, in eight.
constexpr std::size_t kNumberSize = 4;
constexpr std::uint64_t kKilobit = 1000;

/// As RFC 5515 has it; empty: the value cannot be right.
std::optional<base::Bytes> avp_value(const l2tp::AccessLineField& field, Octets value) {
    switch (field.kind) {
        case l2tp::AccessLineKind::kText:
            if (value.empty() || value.size() > field.octets) return std::nullopt;
            break;
        case l2tp::AccessLineKind::kNumber: {
            if (value.size() != kNumberSize) return std::nullopt;
            if (field.octets == kNumberSize) break;
            base::ByteWriter rate(field.octets);
            rate.u64(*base::ByteReader(value).u32() * kKilobit);
            return rate.take();
        }
        case l2tp::AccessLineKind::kFlag:
        case l2tp::AccessLineKind::kOctets:
            if (value.size() != field.octets) return std::nullopt;
            break;
    }
    return base::Bytes(value.begin(), value.end());
}

void take(AccessLine& into, std::uint8_t type, Octets value) {
    const auto* field = l2tp::find_access_line_field(type);
    if (!field || std::ranges::find(into.avps, type, &l2tp::VendorAvp::type) != into.avps.end()) return;
    auto octets = avp_value(*field, value);
    if (!octets) return;
    const std::string text(octets->begin(), octets->end());
    if (type == kCircuitId) into.circuit_id = text;
    if (type == kRemoteId) into.remote_id = text;
    if (type == kUpstream) into.upstream = *l2tp::access_line_number(*octets);
    if (type == kDownstream) into.downstream = *l2tp::access_line_number(*octets);
    into.avps.push_back({l2tp::kVendorAdslForum, type, std::move(*octets)});
}

}  // namespace

void read_access_line(AccessLine& into, Octets value) {
    base::ByteReader reader(value);
    if (reader.u32() != kBroadbandForum) return;
    while (reader.remaining() > 0) {
        const auto type = reader.u8(), length = reader.u8();
        const auto octets = length ? reader.take(*length) : std::nullopt;
        if (!octets) return;
        take(into, *type, *octets);
    }
}

}  // namespace vpdnd::pppoe
