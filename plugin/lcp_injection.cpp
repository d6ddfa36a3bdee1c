#include "lcp_injection.h"

#include <algorithm>

#include "agreed_terms.h"
#include "lcp_options.h"
#include "pppd_glue.h"
#include "report.h"
#include "text.h"
#include "user_verdict.h"

namespace plugin {
namespace {

constexpr int kConfigureAck = 2;
constexpr unsigned kCauseRenegotiationDisabled = 2;  // RFC 3145 section 3.1
/// pppd writes its answer in place, and a Nak may be longer than the request.
constexpr std::size_t kAnswerRoom = 1600;

ProxyData* proxy = nullptr;
bool in_force = false, auth_in_force = false;
const char* why_not = "";

/// Where there is a choice.
const char* why_better_renegotiated(const glue_lcp_options& sent, const glue_lcp_policy& policy) {
    glue_lcp_options received;
    if (proxy->policy != ipc::LcpRenegotiation::kOnMismatch) return nullptr;
    if (parse_lcp_options({proxy->received, proxy->received_length}, received) != LcpParse::kGood) return nullptr;
    return improvable(sent, received, policy, proxy->bundle_by == ipc::BundleBy::kUser);
}

/// Takes the options into pppd's state. nullptr: LCP can be declared open.
const char* adopt_options() {
    glue_lcp_options sent;
    glue_lcp_policy policy;
    if (!proxy->is_whole()) return "the LAC passed on only one side of LCP";
    switch (parse_lcp_options({proxy->sent, proxy->sent_length}, sent)) {
        case LcpParse::kGood: break;
        case LcpParse::kMalformed: return "the LAC's last sent LCP options are malformed";
        case LcpParse::kUnknownOption: return "the LAC agreed on an LCP option that is unknown here";
    }
    glue_lcp_reset();
    glue_lcp_read_policy(&policy);
    if (const char* reason = unacceptable(sent, policy, proxy->force_local_chap)) return reason;
    if (const char* reason = why_better_renegotiated(sent, policy)) return reason;
    glue_lcp_set_sent(&sent);
    std::uint8_t received[kAnswerRoom];
    std::copy_n(proxy->received, proxy->received_length, received);
    if (glue_lcp_judge_received(received, static_cast<int>(proxy->received_length)) != kConfigureAck)
        return "the LCP options of the user are not acceptable here";
    return nullptr;
}

void refuse(const char* reason) {
    why_not = reason;
    if (proxy->policy == ipc::LcpRenegotiation::kOnMismatch) {
        glue_info(Line("renegotiating LCP with the user: %s", reason));
        glue_lcp_restart();
        return;
    }
    glue_error(Line("%s, and LCP may not be renegotiated", reason));
    note_cause(reason, kCauseRenegotiationDisabled);
    glue_link_abandon(kExitNegotiationFailed, "LCP may not be renegotiated");
}

/// pppd finds the identifier in a sequence of numbers that everybody can reckon from it. So nothing but the identifier
/// may come of that sequence: the challenge waits until pppd is reseeded.
void hold_chap_with_id(std::uint8_t id) {
    glue_hold_chap();
    glue_next_chap_id(id);
}

/// The proxied answer is not used.
const char* why_asked_here() {
    if (proxy->force_local_chap) return "force-local-chap: the user is asked here";
    const bool has = proxy->credentials.kind != Credentials::Kind::kNone;
    return has ? "the proxied answer does not fit what LCP agreed on" : "the LAC passed on no answer that can be used";
}

void open_lcp() {
    const bool authenticate = !proxy->force_local_chap && fits_negotiated(proxy->credentials);
    in_force = true;
    auth_in_force = authenticate;
    why_not = authenticate ? "" : why_asked_here();
    terms_are_proxied({proxy->sent, proxy->sent_length}, {proxy->received, proxy->received_length});
    if (authenticate)
        prepare_injection(proxy->credentials);
    else if (proxy->force_local_chap && proxy->credentials.kind == Credentials::Kind::kChap)
        hold_chap_with_id(static_cast<std::uint8_t>(proxy->credentials.id + 1));
    glue_lcp_open();
    glue_reseed();
    if (authenticate) {
        glue_info("LCP and authentication are taken over from the LAC");
        const ProxiedAreJudged judged;
        inject(proxy->credentials);
    } else {
        glue_info("LCP is taken over from the LAC, the user is authenticated here");
        glue_release_chap();
    }
}

void take_over(void*) {
    glue_lcp_silent(0);
    if (glue_lcp_stopped()) {
        if (const char* reason = adopt_options())
            refuse(reason);
        else
            open_lcp();
    }
    proxy->credentials.forget();
    forget_connect_verdict();
}

bool set(std::uint8_t (&to)[ProxyData::kMaxOptions], std::size_t& length, std::span<const std::uint8_t> from) {
    if (from.size() > ProxyData::kMaxOptions) return false;
    std::copy(from.begin(), from.end(), to);
    length = from.size();
    return true;
}

}  // namespace

bool ProxyData::set_sent(std::span<const std::uint8_t> options) {
    return has_sent = set(sent, sent_length, options);
}
bool ProxyData::set_received(std::span<const std::uint8_t> options) {
    return has_received = set(received, received_length, options);
}

bool start_lcp_injection(ProxyData& data) {
    if (!data.is_there()) return false;
    if (data.policy == ipc::LcpRenegotiation::kAlways) {
        why_not = "lcp-renegotiation is \"always\"";
        return false;
    }
    proxy = &data;
    glue_lcp_silent(1);
    glue_set_timer(take_over, 0, 0);
    return true;
}

bool lcp_is_injected() { return in_force; }
bool auth_is_injected() { return auth_in_force; }
const char* why_not_injected() { return why_not; }

void forget_lcp_injection() {
    if (in_force) why_not = "LCP was negotiated again since";
    in_force = auth_in_force = false;
}

}  // namespace plugin
