#include <algorithm>
#include <set>

#include "config/cross_checks.h"
#include "config/ppp_words.h"
#include "config/text_values.h"

namespace vpdnd::config {

namespace {

/// One options file against the part of a group that uses it.
struct OptionsFile {
    const Checked& c;
    std::string path;  ///< of the part: "group[0].accept-dialin"
    std::vector<PppWord> words;

    const PppWord* option(std::initializer_list<std::string_view> names) const {
        const auto found = std::find_if(words.begin(), words.end(), [&](const PppWord& word) {
            return std::find(names.begin(), names.end(), word.text()) != names.end();
        });
        return found == words.end() ? nullptr : &*found;
    }
    void contradicts(const PppWord& word, const std::string& reason) const {
        c.errors.error(word.place, word.text(), reason + " (" + shown_path(path) + " at " + to_string(c.place(path)) + ")");
    }
    void refuse(std::initializer_list<std::string_view> names, const std::string& reason) const {
        for (const PppWord& word : words) {
            if (std::find(names.begin(), names.end(), word.text()) != names.end()) contradicts(word, reason);
        }
    }
};

std::string file_name_of(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

void check_plugins(const OptionsFile& file, bool radius) {
    for (std::size_t i = 0; i + 1 < file.words.size(); ++i) {
        if (file.words[i].text() != "plugin") continue;
        const PppWord& plugin = file.words[i + 1];
        const std::string name = file_name_of(plugin.text());
        if (name == "vpdn.so" || name == "pppol2tp.so") {
            file.contradicts(plugin, "expected no " + name + ": the daemon gives the session to pppd itself");
        } else if (name == "radius.so" && radius) {
            file.contradicts(plugin, "expected no plugin radius.so where the key radius is set");
        } else if (const auto message = why_not_plugin(plugin.text()); !message.empty()) {
            file.contradicts(plugin, message);
        }
    }
}

/// What no pppd of the daemon's may do, whatever its call is.
void check_process(const OptionsFile& file) {
    file.refuse({"updetach"}, "expected a pppd that stays in the foreground: its process is the call");
    file.refuse({"dryrun"}, "expected a pppd that does not end before the call: dryrun only prints the options");
    file.refuse({"show-password"}, "expected no passwords of users in the log");
}

constexpr std::string_view kSerialOptions[] = {"-crtscts", "cdtrcts", "crtscts", "datarate", "escape", "local", "lock", "modem",
                                               "nocdtrcts", "nocrtscts", "nolock", "sync", "xonxoff"};

bool is_serial_option(std::string_view word) {
    const bool number = !word.empty() && word.find_first_not_of("0123456789") == word.npos;
    return number || std::ranges::find(kSerialOptions, word) != std::end(kSerialOptions);
}

/// vpdn.so makes pppd ignore these. Which words are options and which are their values only pppd knows: one that begins a
/// line is an option.
void check_serial(const OptionsFile& file) {
    const PppWord* before = nullptr;
    for (const PppWord& word : file.words) {
        const bool first = !before || before->place.file != word.place.file || before->place.line != word.place.line;
        if (first && is_serial_option(word.text()))
            file.c.errors.warning(word.place, word.text(), "is for serial lines and has no effect in " + shown_path(file.path));
        before = &word;
    }
    file.refuse({"disconnect", "init", "record", "welcome"}, "expected no option of serial lines: pppd would end at it");
}

/// LOCAL:REMOTE as pppd takes it, either may be empty. Only IPv4 literals: other words with a colon are arguments.
bool is_address_pair(std::string_view word, bool& has_local, bool& has_remote) {
    const auto colon = word.find(':');
    if (colon == word.npos || word.size() == 1) return false;
    const std::string_view local = word.substr(0, colon), remote = word.substr(colon + 1);
    has_local = !local.empty();
    has_remote = !remote.empty();
    return (!has_local || parse_ipv4(local)) && (!has_remote || parse_ipv4(remote));
}

void check_addresses(const OptionsFile& file, const AcceptDialin& part) {
    for (const PppWord& word : file.words) {
        bool local = false, remote = false;
        if (!is_address_pair(word.text(), local, remote)) continue;
        if (local && part.local_address) file.contradicts(word, "expected no local address where local-address is set");
        if (remote && !part.pool.empty()) file.contradicts(word, "expected no remote address where pool is set");
    }
    if (part.local_address || !part.pool.empty()) {
        file.refuse({"noip", "-ip"}, "expected IP where local-address or pool is set");
    }
    if (!part.pool.empty() && !part.user_address) {
        file.refuse({"ipcp-accept-remote"}, "expected user-address = true where the user may choose the address");
    }
}

void check_accept_dialin(const Checked& c, const AcceptDialin& part, const std::string& path) {
    const OptionsFile file{c, path,
                           read_ppp_options(part.ppp_options, c.place(path + ".ppp-options"),
                                            shown_path(path) + ".ppp-options", c.errors)};
    check_plugins(file, !part.radius.empty());
    check_addresses(file, part);
    check_serial(file);
    if (!part.multilink) file.refuse({"multilink", "mp", "+mp"}, "expected no multilink where multilink = false");
    if (part.multilink) {  // the key wins over the file, its default too
        file.refuse({"nomultilink", "nomp", "-mp"}, "expected the key multilink = false where multilink is off");
    }
    if (!part.interface.empty()) file.refuse({"ifname"}, "expected no ifname where interface names them");
    file.refuse({"demand", "persist", "connect", "pty", "socket"}, "expected no dialling: the session is there already");
    check_process(file);
    if (part.force_local_chap || !part.radius.empty()) {
        file.refuse({"noauth"}, "expected authentication where force-local-chap or radius is set");
    } else if (const PppWord* noauth = file.option({"noauth"})) {
        c.errors.warning(noauth->place, "noauth", "users of " + shown_path(path) + " are not authenticated");
    }
    if (!part.radius.empty()) {
        file.refuse({"allow-ip"}, "expected no user without authentication where radius is set");
    }
    if (part.force_local_chap && file.option({"require-pap", "+pap"}) && !file.option({"require-chap", "+chap"})) {
        file.refuse({"require-pap", "+pap"}, "expected require-chap where force-local-chap = true");
    }
}

void check_pppoe_users(const Checked& c, const Pppoe& pppoe, const std::string& path) {
    const OptionsFile file{c, path,
                           read_ppp_options(pppoe.ppp_options, c.place(path + ".ppp-options"), path + ".ppp-options", c.errors)};
    check_plugins(file, false);
    check_serial(file);
    check_process(file);
    file.refuse({"demand", "persist", "connect", "pty", "socket"}, "expected no dialling: the session is there already");
    file.refuse({"noauth"}, "expected users who authenticate: where a call goes depends on their names");
    if (!file.words.empty() && !file.option({"require-chap", "+chap", "require-pap", "+pap", "require-mschap", "+mschap",
                                             "require-mschap-v2", "+mschap-v2", "auth"}))
        c.error(path + ".ppp-options", "expected require-chap or require-pap in the file: users must authenticate");
}

void check_user(const Checked& c, const DialoutUser& user, const std::string& path) {
    const OptionsFile file{c, path,
                           read_ppp_options(user.ppp_options, c.place(path + ".ppp-options"),
                                            shown_path(path) + ".ppp-options", c.errors)};
    check_plugins(file, false);
    check_process(file);
    check_serial(file);
    file.refuse({"connect", "pty", "socket"}, "expected no dialling by pppd: the peer dials");
    if (!user.demand) file.refuse({"demand"}, "expected no demand where demand = false");
}

/// The client side of PPP: the daemon dials, and its keys say what pppd's options of the same name would.
void check_call(const Checked& c, const ClientCall& call, const std::string& path) {
    const OptionsFile file{c, path,
                           read_ppp_options(call.ppp_options, c.place(path + ".ppp-options"), shown_path(path) + ".ppp-options",
                                            c.errors)};
    check_plugins(file, false);
    check_process(file);
    check_serial(file);
    file.refuse({"demand", "connect", "pty", "socket"}, "expected no dialling by pppd: the daemon places the call");
    file.refuse({"persist", "nopersist", "maxfail", "holdoff"}, "expected the keys persist, maxfail and redial: pppd dials nothing");
    file.refuse({"defaultroute", "-defaultroute", "replacedefaultroute"},
                "expected the key defaultroute: pppd's would send the tunnel through itself");
}

}  // namespace

void check_ppp_options(const Checked& c) {
    for (std::size_t i = 0; i < c.config.groups.size(); ++i) {
        const Group& group = c.config.groups[i];
        const std::string path = "group[" + std::to_string(i) + "]";
        if (group.accept_dialin && !group.accept_dialin->ppp_options.empty()) {
            check_accept_dialin(c, *group.accept_dialin, path + ".accept-dialin");
        }
        if (group.call && !group.call->ppp_options.empty()) check_call(c, *group.call, path + ".call");
        if (!group.request_dialout) continue;
        for (std::size_t u = 0; u < group.request_dialout->users.size(); ++u) {
            const DialoutUser& user = group.request_dialout->users[u];
            const std::string user_path = path + ".request-dialout.user[" + std::to_string(u) + "]";
            if (!user.ppp_options.empty()) check_user(c, user, user_path);
        }
    }
    for (const auto& [name, pppoe] : c.config.pppoe)
        if (!pppoe.ppp_options.empty()) check_pppoe_users(c, pppoe, "pppoe." + name);
    for (const auto& [name, dialer] : c.config.dialers) {
        const std::string path = "dialer." + name;
        if (dialer.ppp_options.empty()) continue;
        const OptionsFile file{c, path,
                               read_ppp_options(dialer.ppp_options, c.place(path + ".ppp-options"),
                                                path + ".ppp-options", c.errors)};
        check_plugins(file, false);
        check_process(file);
    }
}

}  // namespace vpdnd::config
