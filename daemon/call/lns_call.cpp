#include "call/lns_call.h"

#include <sys/socket.h>

#include <array>
#include <cstring>
#include <system_error>
#include <utility>

#include "call/address_fields.h"
#include "call/proxy_fields.h"
#include "call/session_tag.h"
#include "dataplane/dataplane.h"
#include "l2tp/endpoint.h"
#include "log/log.h"
#include "policy/group_policy.h"
#include "pool/pool_table.h"
#include "pppd/command_line.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

/// A plugin that has not said hello by then is not there.
constexpr std::chrono::seconds kReportTimeout{10};

}  // namespace

LnsCall::LnsCall(CallParts& parts, l2tp::SessionKey key) : parts_(parts) {
    key_ = key;
    parts_.bind(key, *this);
}

LnsCall::~LnsCall() = default;

void LnsCall::prepare(const l2tp::PrepareSession& effect) {
    const auto info = parts_.endpoint.tunnel(effect.key.tunnel);
    const auto policy = parts_.policy();
    const auto* group = info ? policy->config().group(info->group) : nullptr;
    if (!group || !group->accept_dialin)  // the configuration has changed: a new tunnel may be of another group
        return refuse(l2tp::cdn_result(l2tp::CdnResult::kNoFacilitiesTemporary, "dial-in is not served any more"));
    settings_ = {policy, &*group->accept_dialin};
    if (!settings_->radius.empty())  // users of such a group must never be let in by local secrets
        return refuse(l2tp::cdn_result(l2tp::CdnResult::kNoFacilitiesPermanent, "RADIUS is not served by this version"));
    if (effect.icrq) {
        calling_number_ = effect.icrq->calling_number.value_or("");
        line_.read(*effect.icrq);
    }
    peer_tunnel_ = effect.peer_tunnel;
    peer_session_ = effect.peer_session;
    if (!settings_->pool.empty()) {
        lease_ = parts_.pools.take(settings_->pool);
        if (!lease_)
            return refuse(l2tp::cdn_result(l2tp::CdnResult::kNoFacilitiesTemporary, "no address is free in the pool"));
    }
    auto session = parts_.dataplane.create_session({.key = effect.key, .peer_tunnel = effect.peer_tunnel,
                                                    .peer_session = effect.peer_session, .path = info->path,
                                                    .udp_fd = parts_.tunnels.udp_fd(effect.key.tunnel),
                                                    .lns_mode = true, .sequencing = effect.sequencing,
                                                    .reorder_timeout_ms = reorder_timeout_ms(*group)});
    if (!session) {
        log::write(log::Level::kError, "call refused: its data plane could not be made",
                   {{"session", session_tag(effect.key)}, {"error", session.error().text}});
        refuse(l2tp::cdn_error(l2tp::ErrorCode::kNoResources, session.error().text));
        return parts_.tunnels.session_failed(Clock::now(), effect.key.tunnel, session.error());
    }
    session_fd_ = std::move(*session);
    kernel_session_ = true;
    sequencing_ = effect.sequencing;
    parts_.endpoint.session_prepared(Clock::now(), effect.key);
}

void LnsCall::refuse(l2tp::ResultCode result) { parts_.endpoint.session_refused(Clock::now(), *key_, std::move(result)); }

void LnsCall::session_up(const l2tp::SessionUp& effect) {
    if (effect.iccn) {
        ppp_.user = effect.iccn->proxy_auth.name.value_or("");
        line_.read(*effect.iccn);
    }
    ppp_.stage = "establish";
    // A daemon that stops answers no more users: this one's LAC may have another LNS.
    if (stopping_) return close_session({0, "vpdnd is stopping", {}});
    if (parts_.tunnels.closing(effect.key.tunnel)) return close_session(end_by_administrator());
    if (parts_.policy()->config().daemon.pppd == kNoPppd) return;
    if (effect.sequencing && !sequencing_)  // the LAC's ICCN asks for it, and it must be there from the first frame on
        if (const auto done = parts_.dataplane.require_sequencing(effect.key); !done)
            return close_session({{}, done.error().text, {}});
    connected_ = std::make_unique<l2tp::Iccn>(effect.iccn.value_or(l2tp::Iccn{}));
    if (!start_pppd()) close_session(*end_);
}

bool LnsCall::start_pppd() {
    const auto fail = [&](std::string text) {
        log::write(log::Level::kError, "pppd did not start", {{"session", session_tag(*key_)}, {"error", text}});
        end_ = std::make_unique<PppdEnd>(PppdEnd{{}, std::move(text), {}});
        return false;
    };
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
        return fail("socketpair: " + std::system_category().message(errno));
    UniqueFd mine(ends[0]), theirs(ends[1]);
    const auto& daemon = parts_.policy()->config().daemon;
    auto started = parts_.supervisor.start(
        command_line({daemon.pppd, daemon.plugin, settings_->ppp_options, log::enabled(log::Area::kPpp)}), std::move(theirs),
        {.ended = [this](const ProcessEnd& process) { on_process_ended(process); },
         .output = [this](const std::string& line) {
             last_output_ = line;
             log::debug(log::Area::kPpp, line, {{"session", key_ ? session_tag(*key_) : "ended"}});
         }});
    if (!started) return fail(started.error());
    process_ = std::move(*started);
    link_ = std::make_unique<PluginLink>(
        parts_.loop, std::move(mine),
        PluginLink::Handlers{.hello = [this](const PluginHello& hello) { on_hello(hello); },
                             .message = [this](const ipc::PluginMessageReader& message,
                                               std::vector<UniqueFd>&) { on_message(message); },
                             .closed = [this](const std::string& error) { on_link_closed(error); }});
    expects_plugin_ = static_cast<bool>(session_fd_);
    if (expects_plugin_) {
        timer_ = parts_.loop.make_timer([this] {
            close_session({{}, "the pppd that was started did not load vpdn.so", {}});
            parts_.drain();
        });
        timer_->arm(Clock::now() + kReportTimeout);
    }
    return true;
}

void LnsCall::on_hello(const PluginHello& hello) {
    // Without a session the timer is end_process()'s, and must go on.
    if (key_ && timer_) timer_->cancel();
    if (hello.mode != ipc::PluginMode::kLns) return on_link_closed("the spawned pppd runs vpdn.so in another mode");
    if (key_) send_connect();
}

void LnsCall::send_connect() {
    std::array<std::uint8_t, ipc::kMaxPluginMessage> buffer;
    ipc::PluginMessageWriter message(buffer, PluginMessage::kConnect);
    message.put_u16(Tag::kTunnelId, key_->tunnel.value);
    message.put_u16(Tag::kSessionId, key_->session.value);
    message.put_u16(Tag::kPeerTunnelId, peer_tunnel_.value);
    message.put_u16(Tag::kPeerSessionId, peer_session_.value);
    message.put_u8(Tag::kRenegotiation, static_cast<std::uint8_t>(settings_->lcp_renegotiation));
    message.put_u8(Tag::kForceLocalChap, settings_->force_local_chap);
    message.put_u8(Tag::kUserAddress, settings_->user_address);
    message.put_u8(Tag::kMultilink, settings_->multilink);
    if (settings_->local_address) message.put_address(Tag::kLocalAddress, octets(*settings_->local_address));
    if (lease_) message.put_address(Tag::kPeerAddress, octets(lease_->address()));
    if (!calling_number_.empty()) message.put_text(Tag::kCallingNumber, calling_number_);
    put_proxy_data(message, connected_->proxy_lcp, connected_->proxy_auth);
    link_->send(message, session_fd_.get());
    ::explicit_bzero(buffer.data(), buffer.size());
    connected_.reset();  // holds a password in the clear for PAP: gone as soon as it can be
    session_fd_.reset();
}

void LnsCall::on_message(const ipc::PluginMessageReader& message) {
    switch (message.type()) {
        case PluginMessage::kPhase:
            ppp_.stage = message.text(Tag::kText).value_or("");
            break;
        case PluginMessage::kLcpUp:
            on_lcp_up(message);
            break;
        case PluginMessage::kAuthenticated:
            if (const auto name = message.bytes(Tag::kAuthName)) ppp_.user.assign(name->begin(), name->end());
            break;
        case PluginMessage::kIpUp:
            on_ip_up(message);
            break;
        case PluginMessage::kIpDown:
            ppp_.ncp_open = false;
            ppp_.interface.clear();
            break;
        case PluginMessage::kEnded:
            on_ended(message);
            break;
        case PluginMessage::kFailed:
            close_session({{}, std::string(message.text(Tag::kText).value_or("vpdn.so failed")), {}});
            break;
        default:
            log::write(log::Level::kWarning, "message of a plugin does not fit its mode",
                       {{"type", std::to_string(static_cast<unsigned>(message.type()))}});
    }
    parts_.changed(*this);
    parts_.drain();
}

void LnsCall::on_lcp_up(const ipc::PluginMessageReader& message) {
    ppp_.lcp_open = true;
    // RFC 2661 section 6.14: what this end negotiated with the user the LAC cannot know. Proxied LCP it negotiated itself.
    const l2tp::Sli sli{.send_accm = message.u32(Tag::kSendAccm).value_or(0xffffffff),
                        .receive_accm = message.u32(Tag::kReceiveAccm).value_or(0xffffffff)};
    if (message.u8(Tag::kInjected).value_or(0) != 0 || !key_ || sli == l2tp::Sli{}) return;
    line_.accm = sli;
    parts_.endpoint.send_sli(Clock::now(), *key_, sli);
}

void LnsCall::on_ip_up(const ipc::PluginMessageReader& message) {
    ppp_.ncp_open = true;
    ppp_.interface = message.text(Tag::kInterface).value_or("");
    ppp_.address = address_text(message.address(Tag::kLocalAddress));
    ppp_.peer_address = address_text(message.address(Tag::kPeerAddress));
    ppp_.bundle = message.text(Tag::kBundle).value_or("");
    ppp_.bundle_master = !ppp_.bundle.empty() && message.u8(Tag::kMaster).value_or(0) != 0;
    if (!ppp_.bundle.empty() && !bundle_since_) bundle_since_ = Clock::now();
    log::write(log::Level::kInfo, "call is up",
               {{"session", key_ ? session_tag(*key_) : ""}, {"user", ppp_.user}, {"interface", ppp_.interface},
                {"address", ppp_.peer_address}});
}

}  // namespace vpdnd
