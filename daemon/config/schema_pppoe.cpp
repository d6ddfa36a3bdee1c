// Keys of [pppoe.NAME].
#include "config/schema_rows.h"

namespace vpdnd::config {
namespace {

constexpr Key<Pppoe> kPppoeKeys[] = {
    key<&Pppoe::interfaces>({.name = "interfaces", .kind = Kind::kTexts, .min = 1, .max = 15, .reload = Reload::kAtOnce, .required = true,
        .help = "Ethernet and VLAN interfaces that users are served on; one that comes later is served then. \"*\" stands for any "
        "characters. Where several fit, the whole name goes before patterns, and the longer pattern before the shorter. Sessions on an "
        "interface that a reload removes go on.", .example = "[\"eth1\", \"eth1.*\"]"}),
    key<&Pppoe::ac_name>({.name = "ac-name", .kind = Kind::kText, .default_note = "the daemon's hostname", .min = 1, .max = 64,
        .reload = Reload::kAtOnce, .help = "Name of the concentrator. A host that wants another one gets no answer.",
        .example = "\"LAC\""}),
    key<&Pppoe::services>({.name = "services", .kind = Kind::kTexts, .default_value = "[\"\"]", .min = 0, .max = 64,
        .reload = Reload::kAtOnce, .help = "Names of services that are offered; other ones are refused. With \"\" among them any service "
        "is served. One of these names that the user asked for is the call's called number (search-order, dnis)."}),
    key<&Pppoe::ppp_options>({.name = "ppp-options", .kind = Kind::kPath, .reload = Reload::kNewCalls, .required = true,
        .help = "pppd options for the users. They must authenticate (require-chap, require-pap). A call that is forwarded is only "
        "negotiated by pppd; one that stays here is served by it.", .example = "\"/etc/vpdnd/ppp/pppoe.options\""}),
    key<&Pppoe::pppd_start>({.name = "pppd-start", .kind = Kind::kChoice, .default_value = "\"waiting\"", .choices = "waiting,exec",
        .reload = Reload::kNewCalls, .help = "As in accept-dialin."}),
    key<&Pppoe::sessions_per_mac>({.name = "sessions-per-mac", .kind = Kind::kInteger, .default_value = "4", .min = 0, .max = 65534,
        .reload = Reload::kAtOnce, .help = "Maximum number of sessions of one MAC address on one interface; 0: no limit. A host that has "
        "them gets no offer."}),
    key<&Pppoe::sessions_per_interface>({.name = "sessions-per-interface", .kind = Kind::kInteger, .default_value = "0", .min = 0,
        .max = 65534, .reload = Reload::kAtOnce, .help = "Maximum number of sessions on one interface; 0: no limit."}),
    key<&Pppoe::session_limit>({.name = "session-limit", .kind = Kind::kInteger, .default_value = "10000", .min = 0, .max = 1000000,
        .reload = Reload::kAtOnce, .help = "Maximum number of sessions on all its interfaces; 0: no limit."}),
    key<&Pppoe::half_open_limit>({.name = "half-open-limit", .kind = Kind::kInteger, .default_value = "400", .min = 0, .max = 1000000,
        .reload = Reload::kAtOnce, .help = "Maximum number of sessions whose users have not authenticated yet; one interface may have "
        "half of them. Further hosts get no offer, and ask again; 0: no limit."}),
    key<&Pppoe::pado_per_second>({.name = "pado-per-second", .kind = Kind::kInteger, .default_value = "500", .min = 0, .max = 1000000,
        .reload = Reload::kAtOnce, .help = "Maximum number of offers on one interface in a second, a second's worth at once; eight times "
        "as many on all interfaces; 0: no limit. Hosts that get none ask again."}),
    key<&Pppoe::pado_delay>({.name = "pado-delay", .kind = Kind::kDuration, .default_value = "0", .min = 0, .max = 5 * kSecond,
        .reload = Reload::kAtOnce, .help = "An offer waits so long: for a concentrator that is to be chosen where another one is silent."}),
    key<&Pppoe::max_payload>({.name = "max-payload", .kind = Kind::kInteger, .default_value = "1500", .min = 1492, .max = 1500,
        .reload = Reload::kNewCalls, .help = "Greatest PPP frame for users who ask for more than 1492 octets (PPP-Max-Payload, RFC 4638), "
        "as far as the interface's MTU has room for 8 octets more."}),
    key<&Pppoe::calling_number>({.name = "calling-number", .kind = Kind::kText, .default_value = "\"%circuit-id\"", .min = 1, .max = 64,
        .reload = Reload::kNewCalls, .help = "The call's calling number. %mac is the user's address, %interface the interface here; "
        "%circuit-id and %remote-id are what the access node said of his line (TR-101), %mac in place of either where it said none."}),
};

}  // namespace

std::span<const Key<Pppoe>> keys_of(Rows<Pppoe>) { return kPppoeKeys; }

}  // namespace vpdnd::config
