// Where the daemon judges users (option `vpdn-auth`): pppd asks us whether one may come in, we ask the daemon and wait for what it says;
// of credentials that the LAC proxied it has said it before, in Connect. A yes brings the user's profile.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ipc/plugin_codec.h"
#include "pppd_glue.h"

namespace plugin {

/// Option `vpdn-auth`: 0 refuses it.
int take_auth_option();
bool daemon_judges_users();
/// An error text, or nullptr. After pppd's check of options.
const char* verdict_check_options();

/// Of Connect: how long a verdict may take, and the one of the proxied credentials if there is one. `packet` is the whole message.
void keep_connect_verdict(const ipc::PluginMessageReader& connect, std::span<const std::uint8_t> packet);
/// What it says is for credentials that pppd gets while one of these lives, and for no others.
class ProxiedAreJudged {
  public:
    ProxiedAreJudged();
    ~ProxiedAreJudged();
    ProxiedAreJudged(const ProxiedAreJudged&) = delete;
    ProxiedAreJudged& operator=(const ProxiedAreJudged&) = delete;
};
/// The proxied credentials will not be used.
void forget_connect_verdict();

/// A Verdict has come, perhaps in a signal handler. Keeps a copy.
void take_verdict(std::span<const std::uint8_t> packet);

/// For pppd. False: no, or nobody said anything in time.
bool user_may_come_in(const glue_user& user, char* message, int room);
void verdict_phase(int phase);
/// Users are judged by the daemon, and it has not said yes to this one.
bool nobody_let_him_in();
/// The network phase begins. pppd comes here without a question, too: with a user who rejects LCP's authentication option, where an
/// option or a secrets file lets in who gives no name. True: the daemon has let nobody in, and the link is closed.
bool refuse_who_was_not_judged();
/// Who was let in last, in the octets of his packet; empty: pppd knows better.
std::string_view judged_name();

}  // namespace plugin
