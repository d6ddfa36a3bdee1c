#include "config/switched_avps.h"

#include <algorithm>
#include <utility>

#include "config/schema.h"
#include "config/schema_rows.h"

namespace vpdnd {
namespace {

using l2tp::Cdn, l2tp::Iccn, l2tp::Icrq;

template <auto Member>
void drop_one(l2tp::Message& message) {
    using Struct = typename config::MemberOf<decltype(Member)>::Owner;
    if (auto* fields = std::get_if<Struct>(&message)) fields->*Member = {};
}

template <auto... Members>
void drop(l2tp::Message& message) {
    (drop_one<Members>(message), ...);
}

constexpr std::string_view kPassDrop = "pass,drop", kPassRenew = "pass,renew", kAll = "pass,drop,renew";

// clang-format off
constexpr std::array kRows = {
    //             key                 choices     which it is, and in which message
    SwitchedAvpRow{"call-serial",      kPassRenew, "ICRQ: Call Serial Number (15). \"renew\": one of this machine's own.",
                   drop<&Icrq::serial>},
    SwitchedAvpRow{"bearer-type",      kPassDrop,  "ICRQ: Bearer Type (18).", drop<&Icrq::bearer>},
    SwitchedAvpRow{"physical-channel", kPassDrop,  "ICRQ: Physical Channel ID (25).", drop<&Icrq::physical_channel>},
    SwitchedAvpRow{"calling-number",   kPassDrop,  "ICRQ: Calling Number (22).", drop<&Icrq::calling_number>},
    SwitchedAvpRow{"called-number",    kPassDrop,  "ICRQ: Called Number (21).", drop<&Icrq::called_number>},
    SwitchedAvpRow{"sub-address",      kPassDrop,  "ICRQ: Sub-Address (23).", drop<&Icrq::sub_address>},
    SwitchedAvpRow{kClientPortAvp,     kAll,       "ICRQ: Cisco Client Port (vendor 9, 100). \"renew\": tunnel and session at this "
                   "machine, as l2tpctl(8) shows them.", drop<&Icrq::port_name>},
    SwitchedAvpRow{"access-line",      kPassDrop,  "ICRQ: access line information (vendor 3561, RFC 5515).", drop<&Icrq::access_line>},
    SwitchedAvpRow{"connect-speed",    kPassDrop,  "ICRQ and ICCN: connect speeds (24, 38, 74 and 75).",
                   drop<&Icrq::tx_speed_bps, &Icrq::rx_speed_bps,
                        &Iccn::tx_speed, &Iccn::rx_speed, &Iccn::tx_speed_bps, &Iccn::rx_speed_bps>},
    SwitchedAvpRow{"private-group",    kPassDrop,  "ICCN: Private Group ID (37).", drop<&Iccn::private_group>},
    SwitchedAvpRow{"proxy-lcp",        kPassDrop,  "ICCN: proxy LCP (26 to 28). Without it the LNS negotiates LCP with the user.",
                   drop<&Iccn::proxy_lcp>},
    SwitchedAvpRow{"proxy-auth",       kPassDrop,  "ICCN: proxy authentication (29 to 33). Without it the LNS asks the user.",
                   drop<&Iccn::proxy_auth>},
    SwitchedAvpRow{"q931-cause",       kPassDrop,  "CDN, in both directions: Q.931 Cause Code (12).", drop<&Cdn::q931>},
    SwitchedAvpRow{"disconnect-cause", kPassDrop,  "CDN, in both directions: PPP Disconnect Cause Code (46, RFC 3145).",
                   drop<&Cdn::disconnect>},
    SwitchedAvpRow{kCallErrorsAvp,     kPassDrop,  "WEN, to the LNS: Call Errors (34).", nullptr},
    SwitchedAvpRow{kAccmAvp,           kPassDrop,  "SLI, to the LAC: ACCM (35).", nullptr},
};
// clang-format on
static_assert(kRows.size() <= SwitchedAvps{}.actions.size());

constexpr bool all_pass_by_default() {
    for (const auto& row : kRows)
        if (!row.choices.starts_with("pass,")) return false;
    return true;
}
static_assert(all_pass_by_default());

AvpAction action_named(std::string_view word) {
    if (word == "drop") return AvpAction::kDrop;
    return word == "renew" ? AvpAction::kRenew : AvpAction::kPass;
}

template <std::size_t Row>
constexpr config::Key<SwitchedAvps> key_of_row() {
    return {{.name = kRows[Row].key, .kind = config::Kind::kChoice, .default_value = "\"pass\"", .choices = kRows[Row].choices,
             .reload = config::Reload::kNewCalls, .help = kRows[Row].help},
            [](SwitchedAvps& avps, config::Value& value) { avps.actions[Row] = action_named(value.text); },
            [](const SwitchedAvps& a, const SwitchedAvps& b) { return a.actions[Row] == b.actions[Row]; },
            nullptr};
}

constexpr auto kKeys = []<std::size_t... Row>(std::index_sequence<Row...>) {
    return std::array{key_of_row<Row>()...};
}(std::make_index_sequence<kRows.size()>());

}  // namespace

std::span<const SwitchedAvpRow> switched_avp_rows() { return kRows; }

AvpAction action_of(const SwitchedAvps& avps, std::string_view key) {
    const auto row = std::ranges::find(kRows, key, &SwitchedAvpRow::key);
    return row == kRows.end() ? AvpAction::kPass : avps.actions[static_cast<std::size_t>(row - kRows.begin())];
}

void drop_what_stays(const SwitchedAvps& avps, l2tp::Message& message) {
    for (std::size_t row = 0; row < kRows.size(); ++row)
        if (kRows[row].drop && avps.actions[row] != AvpAction::kPass) kRows[row].drop(message);
}

std::span<const config::Key<SwitchedAvps>> config::keys_of(Rows<SwitchedAvps>) { return kKeys; }

}  // namespace vpdnd
