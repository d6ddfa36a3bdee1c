// The rows of [group.call].
#include "config/schema.h"
#include "config/schema_rows.h"

namespace vpdnd::config {
namespace {

constexpr Key<ClientCall> kCallKeys[] = {
    key<&ClientCall::name>({.name = "name", .kind = Kind::kName, .reload = Reload::kNewCalls, .required = true,
        .help = "Name for `l2tpctl call`.", .example = "\"office\""}),
    key<&ClientCall::ppp_options>({.name = "ppp-options", .kind = Kind::kPath, .reload = Reload::kNewCalls, .required = true,
        .help = "pppd options of the call: user and, if it is not in pppd's secrets files, password. The LNS does not authenticate "
        "itself to this machine unless the file asks for it (require-chap).", .example = "\"/etc/vpdnd/ppp/office.options\""}),
    key<&ClientCall::start>({.name = "start", .kind = Kind::kChoice, .default_value = "\"command\"", .choices = "command,boot",
        .reload = Reload::kAtOnce, .help = "\"boot\": the call is placed when the daemon starts, and when a reload brings it; "
        "\"command\": by `l2tpctl call`."}),
    key<&ClientCall::redial>({.name = "redial", .kind = Kind::kDurationRange, .default_value = "\"5s..5m\"", .min = kSecond / 10,
        .max = kDay, .reload = Reload::kAtOnce, .help = "Waits between the tries: the first, doubled each time up to the "
        "second, each made longer or shorter by chance so that clients of one LNS do not call all at once. A call that was up for a minute "
        "begins anew with short waits, and one whose address of this machine has gone is placed again at once."}),
    key<&ClientCall::persist>({.name = "persist", .kind = Kind::kBool, .default_value = "true", .reload = Reload::kAtOnce,
        .help = "false: the call is placed once; neither a failure nor its end is followed by another try."}),
    key<&ClientCall::maxfail>({.name = "maxfail", .kind = Kind::kInteger, .default_value = "0", .min = 0, .max = 1000000,
        .reload = Reload::kAtOnce, .help = "The call is given up after so many failed tries in a row; 0: never."}),
    key<&ClientCall::defaultroute>({.name = "defaultroute", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "true: IPv4's default route goes through the call while it is up, before those that are there "
        "and stay. A host route to the LNS keeps the tunnel itself outside, and is removed with the call."}),
    key<&ClientCall::usepeerdns>({.name = "usepeerdns", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "true: the LNS is asked for DNS servers; pppd's scripts get them (DNS1, DNS2)."}),
};

}  // namespace

std::span<const Key<ClientCall>> keys_of(Rows<ClientCall>) { return kCallKeys; }

}  // namespace vpdnd::config
