// Keys of [radius.NAME].
#include "config/schema_rows.h"

namespace vpdnd::config {
namespace {

constexpr Key<Radius> kRadiusKeys[] = {
    part<&Radius::servers>({.name = "servers", .kind = Kind::kTables, .reload = Reload::kNewCalls, .required = true,
        .help = "The servers. One that does not answer is left for the next one, and alone for dead-time.",
        .example = "[ { address = \"127.0.0.1\", secret-file = \"/etc/vpdnd/radius.secret\" } ]"}),
    key<&Radius::timeout>({.name = "timeout", .kind = Kind::kDuration, .default_value = "1", .min = 100, .max = kMinute,
        .reload = Reload::kNewCalls, .help = "An answer is waited for so long, twice as long after each repetition, up to 16 s."}),
    key<&Radius::tries>({.name = "tries", .kind = Kind::kInteger, .default_value = "3", .min = 1, .max = 10,
        .reload = Reload::kNewCalls, .help = "How often one server is asked before the next one is."}),
    key<&Radius::give_up_after>({.name = "give-up-after", .kind = Kind::kDuration, .default_value = "20", .min = kSecond,
        .max = kHour, .reload = Reload::kNewCalls, .help = "A question that no server has answered by then has failed. Less than the "
        "time for which users wait."}),
    key<&Radius::dead_time>({.name = "dead-time", .kind = Kind::kDuration, .default_value = "60", .min = 0, .max = kDay,
        .reload = Reload::kNewCalls, .help = "A server that did not answer is not asked so long while there is another; then one "
        "question finds out whether it is back."}),
    key<&Radius::max_outstanding>({.name = "max-outstanding", .kind = Kind::kInteger, .default_value = "4096", .min = 1,
        .max = 65536, .reload = Reload::kNewCalls, .help = "Questions that wait for an answer; further ones fail at once."}),
    key<&Radius::nas_identifier>({.name = "nas-identifier", .kind = Kind::kText,
        .default_note = "the daemon's hostname, where there is no nas-address", .min = 1,
        .max = 253, .reload = Reload::kNewCalls, .help = "NAS-Identifier attribute.", .example = "\"lns1\""}),
    key<&Radius::nas_address>({.name = "nas-address", .kind = Kind::kIpAddress, .default_note = "none", .reload = Reload::kNewCalls,
        .help = "NAS-IP-Address or NAS-IPv6-Address attribute.", .example = "\"192.0.2.1\""}),
    key<&Radius::authorize_tunnels>({.name = "authorize-tunnels", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "As LAC: ask these servers where a call goes that no group matches. One [radius.NAME] only "
        "may have it. User-Name is dnis:NUMBER, the user's domain or his whole name, by search-order; Service-Type is Outbound."}),
    key<&Radius::authorization_password>({.name = "authorization-password", .kind = Kind::kSecret, .default_note = "cisco",
        .reload = Reload::kNewCalls, .help = "User-Password of such questions. The server must take it for Service-Type Outbound only: "
        "anybody could log in as a user whose name is a domain.", .example = "\"cisco\""}),
    key<&Radius::cache_lifetime>({.name = "cache-lifetime", .kind = Kind::kDuration, .default_value = "60", .min = 0, .max = kDay,
        .reload = Reload::kAtOnce, .help = "An answer holds so long for all calls with the same User-Name, a rejection too. 0: each "
        "call is asked for, but for those with all the same attributes at the same time."}),
    key<&Radius::on_reject>({.name = "on-reject", .kind = Kind::kChoice, .default_value = "\"local\"", .choices = "local,refuse",
        .reload = Reload::kNewCalls, .help = "A call that the servers know no tunnel for stays local, to be authenticated by its own pppd, "
        "or is refused."}),
    key<&Radius::on_failure>({.name = "on-failure", .kind = Kind::kChoice, .default_value = "\"refuse\"", .choices = "local,refuse",
        .reload = Reload::kNewCalls, .help = "The same where no server answers, or the answer cannot be used."}),
    key<&Radius::accounting_interval>({.name = "accounting-interval", .kind = Kind::kDuration,
        .default_value = "300", .min = 0, .max = kDay, .reload = Reload::kNewCalls,
        .help = "Time between interim accounting records of a call; 0: none. An Acct-Interim-Interval in the user's Access-Accept wins."}),
    key<&Radius::accounting>({.name = "radius-accounting", .kind = Kind::kChoice, .default_value = "\"no\"", .choices = "no,yes,required",
        .reload = Reload::kNewCalls, .help = "As a group's, for calls whose tunnel these servers name (authorize-tunnels) without naming a "
        "group."}),
    key<&Radius::tunnel_accounting>({.name = "radius-tunnel-accounting", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "As a group's, for tunnels that these servers name without naming a group."}),
    key<&Radius::accounting_start_within>({.name = "accounting-start-within", .kind = Kind::kDuration, .default_value = "10",
        .min = kSecond, .max = kHour, .reload = Reload::kNewCalls, .help = "With radius-accounting = \"required\": a call whose Start no "
        "server has taken by then ends."}),
};

constexpr Key<RadiusServer> kServerKeys[] = {
    key<&RadiusServer::address>({.name = "address", .kind = Kind::kHost, .reload = Reload::kNewCalls,
        .required = true, .help = "IP address or name."}),
    key<&RadiusServer::auth_port>({.name = "auth-port", .kind = Kind::kInteger, .default_value = "1812", .min = 1,
        .max = 65535, .reload = Reload::kNewCalls, .help = "UDP port for authentication."}),
    key<&RadiusServer::acct_port>({.name = "acct-port", .kind = Kind::kInteger, .default_value = "1813", .min = 1,
        .max = 65535, .reload = Reload::kNewCalls, .help = "UDP port for accounting."}),
    key<&RadiusServer::secret>({.name = "secret", .kind = Kind::kSecret, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "Shared secret; this or secret-file is required."}),
    key<&RadiusServer::secret>({.name = "secret-file", .kind = Kind::kSecretFile, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "File with the secret in its first line, readable by its owner only."}),
    key<&RadiusServer::priority>({.name = "priority", .kind = Kind::kInteger, .default_value = "1", .min = 1, .max = 65535,
        .reload = Reload::kNewCalls, .help = "The lower number is asked first; equal ones in their order here."}),
    key<&RadiusServer::require_message_authenticator>({.name = "require-message-authenticator", .kind = Kind::kChoice,
        .default_value = "\"yes\"", .choices = "yes,auto,no", .reload = Reload::kNewCalls, .help = "Answers to Access-Requests without a "
        "Message-Authenticator are dropped; auto: once one had it. Without it whoever can alter packets on the way can turn a rejection "
        "into an accept (CVE-2024-3596)."}),
    key<&RadiusServer::source>({.name = "source", .kind = Kind::kIpAddress, .default_note = "by the routing table",
        .reload = Reload::kNewCalls, .help = "Address that requests are sent from."}),
};

}  // namespace

std::span<const Key<Radius>> keys_of(Rows<Radius>) { return kRadiusKeys; }
std::span<const Key<RadiusServer>> keys_of(Rows<RadiusServer>) { return kServerKeys; }

}  // namespace vpdnd::config
