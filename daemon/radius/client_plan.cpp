#include "radius/client_plan.h"

#include <algorithm>

namespace vpdnd {
namespace {

using namespace radius::literals;

radius::SignatureRule rule_of(RequireSignature required) {
    switch (required) {
        case RequireSignature::kYes: return radius::SignatureRule::kRequired;
        case RequireSignature::kAuto: return radius::SignatureRule::kAuto;
        case RequireSignature::kNo: return radius::SignatureRule::kOptional;
    }
    return radius::SignatureRule::kRequired;
}

constexpr unsigned kIdentifiers = 256;  ///< of a socket: RFC 2865 section 3

std::string shown(const std::string& host, std::uint16_t port) {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

ClientPlan plan(const Radius& config, std::uint16_t RadiusServer::*port) {
    ClientPlan out;
    out.settings.first_timeout = config.timeout;
    out.settings.longest_timeout = std::max<base::Duration>(out.settings.longest_timeout, config.timeout);
    out.settings.tries = config.tries;
    out.settings.give_up_after = config.give_up_after;
    out.settings.dead_time = config.dead_time;
    out.settings.most_outstanding = config.max_outstanding;
    out.settings.most_ports = static_cast<std::uint16_t>((config.max_outstanding + kIdentifiers - 1) / kIdentifiers);
    for (const auto& one : config.servers) {
        radius::ServerSettings server;
        server.name = shown(one.address, one.*port);
        server.secret = one.secret;
        server.priority = one.priority;
        server.signature = rule_of(one.require_message_authenticator);
        out.settings.servers.push_back(std::move(server));
        out.servers.push_back({one.address, one.*port, one.source});
    }
    return out;
}

}  // namespace

ClientPlan authentication_plan(const Radius& config) { return plan(config, &RadiusServer::auth_port); }

ClientPlan accounting_plan(const Radius& config) {
    auto out = plan(config, &RadiusServer::acct_port);
    out.settings.renew_delay = false;
    return out;
}

NasIdentity nas_identity(const Radius& config, const std::string& hostname) {
    const bool has_name = !config.nas_identifier.empty() || config.nas_address;
    return {has_name ? config.nas_identifier : hostname, config.nas_address};
}

void add_identity(radius::AttributeList& to, const NasIdentity& identity) {
    if (!identity.identifier.empty()) to.add("NAS-Identifier"_attr, identity.identifier);
    if (!identity.address) return;
    const auto& octets = identity.address->bytes;
    if (identity.address->v6) return to.add("NAS-IPv6-Address"_attr, octets);
    to.add("NAS-IP-Address"_attr, radius::Ipv4{octets[0], octets[1], octets[2], octets[3]});
}

}  // namespace vpdnd
