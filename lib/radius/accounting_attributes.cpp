#include "radius/accounting_attributes.h"

#include <algorithm>

namespace radius {
namespace {

using namespace literals;

constexpr std::uint32_t low(std::uint64_t number) { return static_cast<std::uint32_t>(number); }
constexpr std::uint32_t high(std::uint64_t number) { return static_cast<std::uint32_t>(number >> 32); }

}  // namespace

void add_usage(AttributeList& to, const Usage& usage) {
    to.add("Acct-Session-Time"_attr, usage.seconds);
    to.add("Acct-Input-Octets"_attr, low(usage.octets_in));
    to.add("Acct-Output-Octets"_attr, low(usage.octets_out));
    to.add("Acct-Input-Packets"_attr, low(usage.packets_in));
    to.add("Acct-Output-Packets"_attr, low(usage.packets_out));
    to.add("Acct-Input-Gigawords"_attr, high(usage.octets_in));
    to.add("Acct-Output-Gigawords"_attr, high(usage.octets_out));
}

AttributeList accounting_request(AccountingKind kind, std::int64_t at, const AttributeList& attributes) {
    AttributeList out;
    out.add("Acct-Status-Type"_attr, static_cast<std::uint32_t>(kind));
    out.append(attributes);
    out.add("Event-Timestamp"_attr, static_cast<std::uint32_t>(std::clamp<std::int64_t>(at, 0, UINT32_MAX)));
    return out;
}

}  // namespace radius
