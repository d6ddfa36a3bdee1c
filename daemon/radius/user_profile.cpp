#include "radius/user_profile.h"

#include <algorithm>
#include <iterator>

#include "base/printable.h"
#include "config/text_values.h"
#include "radius/cisco_avpair.h"
#include "radius/framed_route.h"
#include "radius/script_variables.h"

namespace vpdnd {
namespace {

using namespace radius::literals;
using radius::Attribute;
using radius::AttributeInfo;

constexpr std::size_t kMostServers = 2;  ///< of DNS and of WINS that PPP can tell (RFC 1877)
constexpr std::uint32_t kUserChooses = 0xffffffff, kNasChooses = 0xfffffffe;
constexpr std::uint32_t kLeastMtu = 128, kMostMtu = 65535;  ///< pppd takes no less

struct Reading {
    UserProfile& to;
    std::string fatal = {};  ///< the accept counts as a rejection: why
    std::uint32_t netmask = UINT32_MAX;
};

std::uint32_t number_of(const Attribute& attribute) { return radius::as_integer(attribute).value_or(0); }

/// Of an address, in host order.
std::uint32_t address_of(const Attribute& attribute) {
    std::uint32_t out = 0;
    for (const auto octet : attribute.value) out = out << 8 | octet;
    return out;
}

using Reader = void (*)(Reading& into, const Attribute& from);

void nothing(Reading&, const Attribute&) {}

template <std::optional<std::uint32_t> UserProfile::* Field>
void read_number(Reading& into, const Attribute& from) {
    into.to.*Field = number_of(from);
}

/// 0: no limit.
template <std::optional<std::uint32_t> UserProfile::* Field>
void read_time(Reading& into, const Attribute& from) {
    if (const auto seconds = number_of(from); seconds != 0) into.to.*Field = std::min<std::uint32_t>(seconds, INT32_MAX);
}

/// RFC 2869 section 5.16: shorter ones must not be.
void read_interim(Reading& into, const Attribute& from) {
    constexpr std::uint32_t kShortest = 60;
    const auto seconds = number_of(from);
    if (seconds < kShortest)
        into.to.notes.push_back("Acct-Interim-Interval " + std::to_string(seconds) + " is less than 60, which is used");
    into.to.interim_interval = std::max(seconds, kShortest);
}

void read_mtu(Reading& into, const Attribute& from) {
    const auto mtu = number_of(from);
    if (mtu < kLeastMtu || mtu > kMostMtu)
        into.to.notes.push_back("Framed-MTU " + std::to_string(mtu) + " cannot be used");
    else
        into.to.mtu = mtu;
}

void read_address(Reading& into, const Attribute& from) {
    using Rule = UserProfile::Address;
    const auto address = address_of(from);
    into.to.address_rule = address == kUserChooses ? Rule::kUserChooses : address == kNasChooses ? Rule::kFromPool : Rule::kFixed;
    if (into.to.address_rule == Rule::kFixed) into.to.address = address;
}

void read_netmask(Reading& into, const Attribute& from) { into.netmask = address_of(from); }

void read_pool(Reading& into, std::string_view name, std::string_view where) {
    if (config::is_name(name))
        into.to.pool = name;
    else
        into.fatal = std::string(where) + " is no name of a pool";
}
void read_framed_pool(Reading& into, const Attribute& from) { read_pool(into, as_text(from), "Framed-Pool"); }

void read_route(Reading& into, const Attribute& from) {
    if (const auto route = parse_framed_route(as_text(from)))
        into.to.routes.push_back(*route);
    else
        into.to.notes.push_back("Framed-Route \"" + base::escaped(as_text(from)) + "\" cannot be used");
}

void read_class(Reading& into, const Attribute& from) { into.to.classes.push_back(from.value); }

void read_message(Reading& into, const Attribute& from) { into.to.message += as_text(from); }

void add_server(std::vector<std::uint32_t>& to, std::uint32_t address) {
    if (address != 0 && to.size() < kMostServers) to.push_back(address);
}
void read_dns(Reading& into, const Attribute& from) { add_server(into.to.dns, address_of(from)); }
void read_wins(Reading& into, const Attribute& from) { add_server(into.to.wins, address_of(from)); }

/// RFC 2865 section 5.6: what is not supported is a rejection.
void read_service(Reading& into, const Attribute& from) {
    if (number_of(from) != radius::value_of("Service-Type"_attr, "Framed")) into.fatal = "Service-Type is not Framed";
}
void read_protocol(Reading& into, const Attribute& from) {
    if (number_of(from) != radius::value_of("Framed-Protocol"_attr, "PPP")) into.fatal = "Framed-Protocol is not PPP";
}

// Cisco's pairs "ip:…" ---------------------------------------------------------------------------------------

bool read_servers(std::vector<std::uint32_t>& to, std::string_view value) {
    while (!value.empty()) {
        const auto end = std::min(value.find_first_of(" ,"), value.size());
        if (end > 0) {
            const auto address = config::parse_ipv4(value.substr(0, end));
            if (!address) return false;
            add_server(to, *address);
        }
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return true;
}

void read_pair(Reading& into, const Attribute& from) {
    const auto pair = radius::split_avpair(as_text(from));
    if (!pair || pair->protocol != "ip") return;
    bool good = true;
    if (pair->name == "dns-servers") good = read_servers(into.to.dns, pair->value);
    else if (pair->name == "wins-servers") good = read_servers(into.to.wins, pair->value);
    else if (pair->name == "addr-pool") read_pool(into, pair->value, "ip:addr-pool");
    if (!good) into.to.notes.push_back("ip:" + std::string(pair->name) + " cannot be used");
}

// The table ---------------------------------------------------------------------------------------------------

struct ReaderRow {
    const AttributeInfo& attribute;
    Reader read;
};
constexpr ReaderRow kReaders[]{
    {"Service-Type"_attr, read_service},
    {"Framed-Protocol"_attr, read_protocol},
    {"Framed-IP-Address"_attr, read_address},
    {"Framed-IP-Netmask"_attr, read_netmask},
    {"Framed-Pool"_attr, read_framed_pool},
    {"Framed-Route"_attr, read_route},
    {"Framed-MTU"_attr, read_mtu},
    {"Session-Timeout"_attr, read_time<&UserProfile::session_timeout>},
    {"Idle-Timeout"_attr, read_time<&UserProfile::idle_timeout>},
    {"Port-Limit"_attr, read_number<&UserProfile::port_limit>},
    {"Acct-Interim-Interval"_attr, read_interim},
    {"Class"_attr, read_class},
    {"Reply-Message"_attr, read_message},
    {"MS-Primary-DNS-Server"_attr, read_dns},
    {"MS-Secondary-DNS-Server"_attr, read_dns},
    {"MS-Primary-NBNS-Server"_attr, read_wins},
    {"MS-Secondary-NBNS-Server"_attr, read_wins},
    {"Cisco-AVPair"_attr, read_pair},
};

void read_one(Reading& into, const Attribute& from) {
    if (!from.info()) return into.to.unknown.push_back(from.id);
    const auto* row = std::find_if(std::begin(kReaders), std::end(kReaders),
                                   [&](const ReaderRow& one) { return one.attribute.id == from.id; });
    (row == std::end(kReaders) ? nothing : row->read)(into, from);
}

}  // namespace

tl::expected<UserProfile, std::string> read_user_profile(const radius::AttributeList& accept) {
    UserProfile out;
    Reading reading{out};
    for (const auto& one : accept) read_one(reading, one);
    if (!reading.fatal.empty()) return tl::unexpected(std::move(reading.fatal));
    if (out.address_rule == UserProfile::Address::kFixed)
        if (const auto network = route_of_netmask(out.address, reading.netmask)) out.routes.insert(out.routes.begin(), *network);
    out.ms_chap2_success = radius::ms_chap2_success(accept);
    out.mppe = radius::mppe_keys(accept);
    out.mppe_rules = radius::mppe_rules(accept);
    if (out.mppe_rules.required && (!out.mppe || out.mppe_rules.types == 0))
        return tl::unexpected<std::string>("MS-MPPE-Encryption-Policy requires what there are no keys or no type for");
    out.for_scripts = script_variables(accept);
    return out;
}

}  // namespace vpdnd
