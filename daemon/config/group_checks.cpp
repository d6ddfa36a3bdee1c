#include <algorithm>
#include <cctype>
#include <map>
#include <tuple>

#include "config/call_template.h"
#include "config/cross_checks.h"
#include "config/served_tunnels.h"
#include "config/text_values.h"
#include "ipc/interface_name.h"
#include "os/vrf.h"

namespace vpdnd::config {

namespace {

/// Keys and names that may be given once in the whole configuration.
class Unique {
public:
    explicit Unique(const Checked& checked) : checked_(checked) {}
    /// The place where `name` was given before, if it was.
    bool seen_before(const std::string& name, const std::string& path, std::string& where) {
        const auto [found, is_new] = first_.emplace(name, path);
        if (!is_new) where = to_string(checked_.place(found->second));
        return !is_new;
    }

private:
    const Checked& checked_;
    std::map<std::string, std::string> first_;
};

void check_secret(const Checked& c, const Group& group, const std::string& path) {
    const bool no_secret = c.lacks(path, "secret") && c.lacks(path, "secret-file");
    if (c.given(path + ".secret") && c.given(path + ".secret-file")) {
        c.error(path + ".secret-file", "expected secret or secret-file, not both");
    }
    const bool unclear = c.broken.count(path + ".authentication") != 0;
    if (group.authentication && no_secret && !unclear) {
        c.error(path + ".authentication", "expected secret or secret-file, or authentication = false");
    }
    if (group.tunnel.hide_avps && no_secret) c.error(path + ".hide-avps", "expected secret or secret-file with hide-avps");
    const bool accepts = group.accept_dialin || group.accept_dialout;
    if (!group.authentication && accepts && c.lacks(path, "peers")) {
        c.error(path + ".peers", "missing, expected the addresses of the peers, for authentication = false");
    }
}

void check_initiate_to(const Checked& c, const Group& group, const std::string& path) {
    const bool needed = group.request_dialin || group.call || (group.request_dialout && !group.accept_dialin);
    if (needed && c.lacks(path, "initiate-to")) {
        c.error(path + (group.request_dialin ? ".request-dialin" : group.call ? ".call" : ".request-dialout"),
                "expected initiate-to in the group: the peers to open tunnels to");
    }
    Unique addresses(c);
    for (std::size_t i = 0; i < group.initiate_to.size(); ++i) {
        const LnsAddress& lns = group.initiate_to[i];
        if (lns.address.empty()) continue;  // missing or wrong: said before
        const std::string item = path + ".initiate-to[" + std::to_string(i) + "]";
        std::string where;
        if (addresses.seen_before(lns.address + " " + std::to_string(lns.port), item, where)) {
            c.error(item, "expected each address once, the same is at " + where);
        }
        const auto literal = parse_ip_address(lns.address);
        if (literal && group.source && literal->v6 != group.source->v6) {
            c.error(item, "expected an address of the family of source (IPv4 or IPv6)");
        }
    }
}

/// Our end of a session and a user of any group of the same VRF must not be the same.
void check_local_address(const Checked& c, const AcceptDialin& part, const std::string& path) {
    const auto address = *part.local_address;
    for (const auto& [name, pool] : c.config.pools) {
        if (c.config.vrf_of_pool(name) != part.vrf) continue;
        for (const AddressRange& range : pool.ranges) {
            if (address < range.first || address > range.last) continue;
            c.error(path, "expected an address that no pool gives out, found one of " + to_string(c.place("pool." + name + ".ranges")));
        }
    }
}

void check_interface(const Checked& c, const AcceptDialin& part, const std::string& path) {
    const char* expected = part.interface.empty() ? nullptr : ipc::expected_of_template(part.interface);
    if (expected) c.error(path + ".interface", std::string("expected ") + expected + ", found " + quoted(part.interface));
    if (!part.vrf.empty() && !find_vrf(part.vrf))
        c.warning(path + ".vrf", "no VRF of this machine now: calls are refused until it is one, found " + quoted(part.vrf) +
                                     " (ip link show type vrf)");
}

/// Where its VRF is said: by itself, or by the first group with it.
std::string place_of_pool(const Checked& c, const std::string& pool) {
    if (const auto own = "pool." + pool + ".vrf"; c.given(own)) return to_string(c.place(own));
    return to_string(c.place("group[" + std::to_string(c.config.first_with_pool(pool)) + "].accept-dialin.pool"));
}

/// Keys of a pppd that is never started. The servers of users may be those of tunnels, too.
void check_only_forwarded(const Checked& c, const Group& group, const std::string& path) {
    for (const char* key : {"ppp-options", "pool", "local-address", "interface", "vrf", "radius", "multilink-max-links"}) {
        if (key == std::string_view("radius") && group.radius_tunnel_accounting) continue;
        const std::string place = std::string(path).append(".").append(key);
        if (c.given(place)) c.warning(place, "has no effect with forward = \"always\"");
    }
}

void check_accept_dialin(const Checked& c, const Group& group, const std::string& path) {
    const AcceptDialin& part = *group.accept_dialin;
    if (part.forward != ForwardCalls::kAlways && c.lacks(path, "ppp-options"))
        c.error(path + ".ppp-options", "missing, expected an absolute path");
    const auto& groups = c.config.groups;
    if (part.forward != ForwardCalls::kNever && std::ranges::none_of(groups, [](const Group& g) { return g.request_dialin.has_value(); }))
        c.error(path + ".forward", "expected a group with request-dialin: where calls are forwarded to");
    if (!part.pool.empty()) {
        if (!c.config.pools.contains(part.pool)) c.error(path + ".pool", "expected the name of a [pool.NAME]");
        if (c.config.vrf_of_pool(part.pool) != part.vrf)
            c.error(path + ".pool",
                    "expected a pool of one VRF alone, it is in another one (or in none) at " + place_of_pool(c, part.pool));
        if (c.lacks(path, "local-address")) c.error(path + ".local-address", "missing, expected with pool");
    }
    if (part.local_address) check_local_address(c, part, path + ".local-address");
    if (part.forward == ForwardCalls::kAlways) check_only_forwarded(c, group, path);
    else check_interface(c, part, path);
    if (!part.radius.empty() && c.config.radius.count(part.radius) == 0) {
        c.error(path + ".radius", "expected the name of a [radius.NAME]");
    }
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool in_search_order(const Checked& c, const char* what) {
    const auto& order = c.config.daemon.search_order;
    return std::find(order.begin(), order.end(), what) != order.end();
}

/// "cisco.com", or "*." and the end of domains. The user's name is cut at a delimiter before it is compared.
void check_domain(const Checked& c, const std::string& name, const std::string& path) {
    const auto end = name.starts_with("*.") ? name.substr(2) : name;
    if (const auto at = name.find_first_of("@" + c.config.daemon.domain_delimiters); at != std::string::npos)
        c.error(path, "expected a domain alone, without " + quoted(name.substr(at, 1)) + " and user, found " + quoted(name));
    else if (end.empty() || end.find('*') != std::string::npos)
        c.error(path, "expected a domain, or \"*.\" and the end of domains, found " + quoted(name));
}

void check_rewrite(const Checked& c, const Rewrite& rewrite, const std::string& path) {
    const std::tuple<const char*, const std::string*> templates[] = {
        {"user", &rewrite.user}, {"calling-number", &rewrite.calling_number}, {"called-number", &rewrite.called_number}};
    for (const auto& [key, text] : templates)
        if (const auto word = unknown_call_word(*text); !word.empty())
            c.error(path + "." + key, "expected %u, %n, %m, %c, %d and %%, found " + quoted(word));
}

void check_request_dialin(const Checked& c, const RequestDialin& part, const std::string& path, Unique& matches) {
    const auto keys = {"domains", "dnis", "calling-numbers", "interfaces", "switch-from"};
    if (std::ranges::all_of(keys, [&](const char* key) { return c.lacks(path, key); }))
        c.error(path, "expected domains, dnis, calling-numbers, interfaces or switch-from: which calls are forwarded");
    if (part.rewrite) check_rewrite(c, *part.rewrite, path + ".rewrite");
    const bool switches = std::ranges::any_of(
        c.config.groups, [](const Group& g) { return g.accept_dialin && g.accept_dialin->forward != ForwardCalls::kNever; });
    if (!part.switch_from.empty() && !switches)
        c.warning(path + ".switch-from", "has no effect without a group whose accept-dialin has forward");
    const std::tuple<const char*, const std::vector<std::string>*, const char*> kinds[] = {
        {"domains", &part.domains, "domain"},
        {"dnis", &part.dnis, "dnis"},
        {"calling-numbers", &part.calling_numbers, "calling-number"},
        {"interfaces", &part.interfaces, "interface"},
        {"switch-from", &part.switch_from, "peer"}};
    for (const auto& [key, names, kind] : kinds) {
        const std::string key_path = path + "." + key;
        if (!names->empty() && !in_search_order(c, kind)) {
            c.warning(key_path, std::string("has no effect without \"") + kind + "\" in search-order");
        }
        for (const std::string& name : *names) {
            std::string where;
            const bool any_case = names == &part.domains || names == &part.switch_from;  // as GroupPolicy compares
            if (names == &part.domains) check_domain(c, name, key_path);
            if (matches.seen_before(std::string(kind) + " " + (any_case ? lower(name) : name), key_path, where)) {
                c.warning(key_path, quoted(name) + " belongs to the group that has it first, at " + where);
            }
        }
    }
}

void check_dialout(const Checked& c, const Group& group, const std::string& path, Unique& users) {
    if (group.request_dialout) {
        for (std::size_t i = 0; i < group.request_dialout->users.size(); ++i) {
            const std::string item = path + ".request-dialout.user[" + std::to_string(i) + "]";
            const std::string& name = group.request_dialout->users[i].name;
            std::string where;
            if (!name.empty() && users.seen_before(name, item, where)) {
                c.error(item + ".name", "expected each user once, " + quoted(name) + " is also at " + where);
            }
        }
    }
    if (group.accept_dialout && !group.accept_dialout->dialer.empty() &&
        c.config.dialers.count(group.accept_dialout->dialer) == 0) {
        c.error(path + ".accept-dialout.dialer", "expected the name of a [dialer.NAME]");
    }
}

void check_call(const Checked& c, const ClientCall& call, const std::string& path, Unique& calls) {
    std::string where;
    if (!call.name.empty() && calls.seen_before(call.name, path, where))
        c.error(path + ".name", "expected each call once, " + quoted(call.name) + " is also at " + where);
    if (call.name == "end" || call.name == "list")
        c.error(path + ".name", "expected another name, `l2tpctl call " + call.name + "` is a command of its own");
    if (!call.persist && call.maxfail > 1)
        c.warning(path + ".maxfail", "has no effect where persist = false: the call is placed once");
}

/// Keys of the contract whose service is not in this version: said at every check, never passed over in silence.
void warn_of_missing_service(const Checked& c, const Group& group, const std::string& path) {
    const std::string text = "is read but not served by this version: ";
    if (group.request_dialout) c.warning(path + ".request-dialout", text + "no calls are placed");
    if (group.accept_dialout) c.warning(path + ".accept-dialout", text + "OCRQ is answered with CDN 5");
}

/// A tunnel is of the group that fits best, and of the first of those that fit equally well.
void warn_of_hidden(const Checked& c, std::size_t index, const std::string& path) {
    const auto& groups = c.config.groups;
    if (!groups[index].accept_dialin) return;  // only requests calls: it opens its tunnels itself
    for (std::size_t other = 0; other < index; ++other) {
        if (!hides(groups[other], groups[index])) continue;
        const bool refuses = !groups[other].accept_dialin;
        return c.warning(path + ".accept-dialin",
                         "never serves a peer: the group at " + to_string(c.place("group[" + std::to_string(other) + "]")) +
                             " serves all its peers under these names" + (refuses ? ", and accepts no calls" : ""));
    }
}

}  // namespace

void check_groups(const Checked& c) {
    Unique names(c), matches(c), users(c);
    for (std::size_t i = 0; i < c.config.groups.size(); ++i) {
        const Group& group = c.config.groups[i];
        const std::string path = "group[" + std::to_string(i) + "]";
        std::string where;
        if (!group.name.empty() && names.seen_before(group.name, path, where)) {
            c.error(path + ".name", "expected another name, " + quoted(group.name) + " is the group at " + where);
        }
        const auto parts = {"accept-dialin", "request-dialin", "request-dialout", "accept-dialout", "call"};
        if (std::ranges::all_of(parts, [&](const char* part) { return c.lacks(path, part); })) {
            c.error(path, "expected a part: accept-dialin, request-dialin, request-dialout, accept-dialout or call");
        }
        check_secret(c, group, path);
        check_initiate_to(c, group, path);
        if (group.accept_dialin) check_accept_dialin(c, group, path + ".accept-dialin");
        if (group.request_dialin) check_request_dialin(c, *group.request_dialin, path + ".request-dialin", matches);
        check_dialout(c, group, path, users);
        if (group.call) check_call(c, *group.call, path + ".call", users);
        warn_of_missing_service(c, group, path);
        warn_of_hidden(c, i, path);
    }
}

}  // namespace vpdnd::config
