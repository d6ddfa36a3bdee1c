#include "radius/offer_pairs.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "base/printable.h"
#include "config/text_values.h"
#include "radius/cisco_avpair.h"

namespace vpdnd {
namespace {

using namespace radius::literals;
using radius::TunnelSet;

/// Reads a value; false: it cannot be used.
using Reader = bool (*)(OfferPairs& to, std::string_view value);

struct NamedValue {
    std::string_view name;
    std::uint32_t value;
};

template <std::size_t Size>
std::optional<std::uint32_t> value_in(const std::array<NamedValue, Size>& table, std::string_view name) {
    for (const auto& row : table)
        if (row.name == name) return row.value;
    return std::nullopt;
}

constexpr std::array kTypes{
    NamedValue{"l2tp", radius::value_of("Tunnel-Type"_attr, "L2TP")},
    NamedValue{"l2f", radius::value_of("Tunnel-Type"_attr, "L2F")},
    NamedValue{"pptp", radius::value_of("Tunnel-Type"_attr, "PPTP")},
};
constexpr std::array kFlags{
    NamedValue{"yes", 1}, NamedValue{"true", 1}, NamedValue{"1", 1}, NamedValue{"no", 0}, NamedValue{"false", 0}, NamedValue{"0", 0},
};

bool read_type(OfferPairs& to, std::string_view value) {
    to.common.type = value_in(kTypes, value);
    return to.common.type.has_value();
}

template <std::string TunnelSet::* Field>
bool read_text(OfferPairs& to, std::string_view value) {
    to.common.*Field = value;
    return !value.empty();
}

bool read_password(OfferPairs& to, std::string_view value) {
    to.common.password = base::Secret(value);
    return true;
}

bool read_group(OfferPairs& to, std::string_view value) {
    to.offer.group = value;
    return config::is_name(value);
}

bool read_addresses(OfferPairs& to, std::string_view value) {
    unsigned place = 0;
    while (!value.empty()) {
        const auto end = value.find_first_of(" ,/");
        const auto address = value.substr(0, end);
        if (!address.empty()) to.addresses.push_back({std::string(address), place});
        if (end == value.npos) break;
        if (value[end] == '/') ++place;
        value.remove_prefix(end + 1);
    }
    return !to.addresses.empty();
}

template <std::optional<bool> TunnelOffer::* Field>
bool read_flag(OfferPairs& to, std::string_view value) {
    const auto flag = value_in(kFlags, value);
    if (flag) to.offer.*Field = *flag != 0;
    return flag.has_value();
}

/// As the key of a group takes it.
template <std::optional<std::chrono::milliseconds> TunnelOffer::* Field, std::uint64_t Least, std::uint64_t Most>
bool read_seconds(OfferPairs& to, std::string_view value) {
    const auto seconds = config::parse_number(value, Most);
    if (!seconds || *seconds < Least) return false;
    to.offer.*Field = std::chrono::seconds(*seconds);
    return true;
}

bool read_window(OfferPairs& to, std::string_view value) {
    const auto window = config::parse_number(value, 1024);
    if (!window || *window == 0) return false;
    to.offer.receive_window = static_cast<std::uint16_t>(*window);
    return true;
}

struct PairRow {
    std::string_view name;
    Reader read;
};
constexpr PairRow kPairs[]{
    {"tunnel-type", read_type},
    {"tunnel-id", read_text<&TunnelSet::client_name>},
    {"ip-addresses", read_addresses},
    {"source-ip", read_text<&TunnelSet::client_endpoint>},
    {"vpdn-group", read_group},
    {"l2tp-tunnel-password", read_password},
    {"l2tp-tunnel-authen", read_flag<&TunnelOffer::authenticate>},
    {"l2tp-busy-disconnect", read_flag<&TunnelOffer::busy_disconnect>},
    {"l2tp-hidden-avp", read_flag<&TunnelOffer::hide_avps>},
    {"l2tp-hello-interval", read_seconds<&TunnelOffer::hello_after, 1, 86400>},
    {"l2tp-nosession-timeout", read_seconds<&TunnelOffer::no_session_timeout, 0, 30 * 86400>},
    {"l2tp-cm-local-window-size", read_window},
};

}  // namespace

tl::expected<OfferPairs, std::string> read_offer_pairs(const radius::AttributeList& attributes) {
    OfferPairs out;
    for (const auto* attribute : attributes.all("Cisco-AVPair"_attr)) {
        const auto pair = radius::split_avpair(as_text(*attribute));
        if (!pair || pair->protocol != "vpdn") continue;
        const auto* row = std::find_if(std::begin(kPairs), std::end(kPairs), [&](const PairRow& one) { return one.name == pair->name; });
        const auto shown = "vpdn:" + base::escaped(pair->name);
        if (row == std::end(kPairs)) out.offer.notes.push_back(shown + " is not known");
        else if (!row->read(out, pair->value)) return tl::unexpected(shown + " has a value that cannot be used");
    }
    return out;
}

}  // namespace vpdnd
