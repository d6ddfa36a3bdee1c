// What the plugin of a pppd tells of its PPP, as facts and reasons; and what the daemon tells it.
#pragma once

#include <chrono>
#include <string>

#include "end/call_facts.h"
#include "end/end.h"
#include "ipc/plugin_codec.h"
#include "os/vrf.h"
#include "policy/route.h"
#include "pppd/plugin_link.h"
#include "pppd/pppd_supervisor.h"

namespace vpdnd {

/// Phase, Authenticated, IpUp, IpDown: reads them into the facts. False: the message is none of these.
bool read_ppp_report(const ipc::PluginMessageReader& message, PppStatus& ppp);

/// LcpUp: whether pppd asks for LCP echoes, of a group that wants them watched or not.
EchoWatch echo_watch_of(const ipc::PluginMessageReader& message, bool wanted);
/// Quality: into the facts. False: the message is none, or contradicts itself.
bool read_quality(const ipc::PluginMessageReader& message, CallFacts& facts);

/// LcpUp: the ACCM that this machine negotiated with the user, which the LAC cannot know (RFC 2661 section 6.14).
/// Empty: it is the default, or the LAC negotiated it itself.
std::optional<l2tp::Sli> accm_of(const ipc::PluginMessageReader& message);

/// Ended: pppd's exit status with the plugin's own words and RFC 3145 cause.
EndReason reason_of(const ipc::PluginMessageReader& message);
/// For a pppd that ended without a word from the plugin. Our own words alone: what pppd wrote may quote its options.
EndReason reason_of(const ProcessEnd& process);

/// The longest IP packet of a session of the group, where its link takes one of `link` octets (Handover::mtu) and a bundle's
/// header comes on top; 0: nothing is known.
std::uint16_t mtu_of_session(const AcceptDialin& settings, std::uint16_t link);

/// Connect: ids, policy, addresses and proxied data, with the session's socket (-1: none). The message is wiped after
/// it.
struct ConnectWords {
    const SessionIds& ids;
    const AcceptDialin& settings;
    std::optional<std::uint32_t> peer_address;  ///< IPv4, host order
    bool address_later = false;                 ///< the pool may lend one when IPCP needs it
    std::chrono::seconds verdict_within{0};     ///< the daemon judges users, and takes no longer; 0: pppd does
    const std::string* accepted = nullptr;      ///< the proxied credentials are good: what the user is told
    std::uint16_t mtu = 0;                      ///< mtu_of_session()
    std::optional<Vrf> vrf = {};
};
void send_connect(PluginLink& link, const ConnectWords& words, const CallFacts& facts, int session_socket);
/// Host order.
void send_address_answer(PluginLink& link, std::uint32_t address, bool granted);
/// `text` is for the user; empty: pppd's own words.
void send_hang_up(PluginLink& link, ipc::HangUpHow how, std::string_view text = {});

}  // namespace vpdnd
