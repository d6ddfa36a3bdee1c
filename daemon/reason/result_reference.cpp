#include "reason/result_reference.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "l2tp/result_codes.h"
#include "reason/end_reason.h"

namespace vpdnd {
namespace {

using l2tp::CdnResult;
using l2tp::ErrorCode;
using l2tp::StopResult;

struct Code {
    std::uint16_t result, error;
    auto operator<=>(const Code&) const = default;
};
constexpr Code code(StopResult result) { return {static_cast<std::uint16_t>(result), 0}; }
constexpr Code code(CdnResult result) { return {static_cast<std::uint16_t>(result), 0}; }
/// Result 2 is "general error" in both messages.
constexpr Code code(ErrorCode error) {
    return {static_cast<std::uint16_t>(StopResult::kGeneralError), static_cast<std::uint16_t>(error)};
}

/// What the library and the tunnels send it for; roff.
struct Use {
    Code code;
    std::string_view when;
};

constexpr Use kStopUses[] = {
    {code(StopResult::kGeneralRequest),
     "no session for \\fBno\\-session\\-timeout\\fR; not established within \\fBsetup\\-timeout\\fR; no answer within "
     "\\fBtry\\-next\\-after\\fR, and another LNS is tried; the peer restarted: the tunnel is silent, and another one with "
     "this peer is established; a StopCCN of the peer that cannot be read"},
    {code(ErrorCode::kWrongLength), "an AVP of the peer has a wrong length"},
    {code(ErrorCode::kBadValue),
     "an AVP has a value that cannot be, is missing or unreadable; an unknown message type with the M bit"},
    {code(ErrorCode::kNoResources),
     "\\fBmax\\-tunnels\\fR reached; equal addresses and ports and no other port to answer from; the kernel\\(aqs tunnel "
     "cannot be made; the peer acknowledges nothing while thousands of messages wait"},
    {code(ErrorCode::kVendorSpecific), "another program deleted the kernel\\(aqs tunnel"},
    {code(ErrorCode::kUnknownMandatoryAvp), "an unknown AVP with the M bit, named in the text"},
    {code(StopResult::kAlreadyExists),
     "both sides opened a tunnel at the same time, the other one remains (not sent, shown only)"},
    {code(StopResult::kNotAuthorized),
     "no group serves this peer; the daemon ends and takes no new tunnels; wrong or missing Challenge Response; a challenge, but "
     "no secret, or one that is ours"},
    {code(StopResult::kVersionNotSupported), "another protocol version than 1"},
    {code(StopResult::kShuttingDown), "the daemon ends; closed by \\fBl2tpctl\\fR"},
    {code(StopResult::kFsmError), "a message out of sequence"},
};

constexpr Use kCdnUses[] = {
    {code(ErrorCode::kWrongLength), "an AVP of the peer has a wrong length"},
    {code(ErrorCode::kBadValue), "an AVP of the peer has a wrong value, or is missing"},
    {code(ErrorCode::kInvalidSessionId),
     "a session id in use (the call that has it ends too), or of no session"},
    {code(ErrorCode::kVendorSpecific), "a message out of sequence"},
    {code(ErrorCode::kUnknownMandatoryAvp), "an unknown AVP with the M bit, named in the text"},
    {code(CdnResult::kNoFacilitiesTemporary),
     "the tunnel is being closed, the daemon ends; a reload has removed or renamed the tunnel\\(aqs group, or its "
     "\\fBaccept\\-dialin\\fR"},
    {code(CdnResult::kNoFacilitiesPermanent), "a bearer or framing type that the other side does not have"},
    {code(CdnResult::kTimeout), "not established within \\fBsetup\\-timeout\\fR"},
};

/// Reasons that our side never tells: the session is gone, or was refused by the protocol with a code of its own.
bool is_told(EndCause cause) {
    switch (cause) {
        case EndCause::kPeerEnded:
        case EndCause::kTunnelEnded:
        case EndCause::kTieLost:
        case EndCause::kControlError:
            return false;
        default:
            return true;
    }
}

std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '-' ? "\\-" : c == '\'' ? "\\(aq" : std::string(1, c);
    return out;
}

using Rows = std::map<Code, std::string>;

void add(Rows& rows, Code code, std::string_view when) {
    auto& text = rows[code];
    text.append(text.empty() ? "" : "; ").append(when);
}

std::string table(l2tp::ResultOf of, std::string_view title, const Rows& rows) {
    std::string out = ".SS " + std::string(title) + "\n.TS\ntab(|);\nl lx.\n";
    for (const auto& [code, when] : rows) {
        const bool general = code.result == static_cast<std::uint16_t>(StopResult::kGeneralError);
        const auto name = general ? l2tp::error_name(code.error) : l2tp::result_name(of, code.result);
        out += std::to_string(code.result) + (general ? "/" + std::to_string(code.error) : "") + "|T{\n";
        out += "\\(dq" + roff(name) + "\\(dq: " + when + "\nT}\n";
    }
    return out + ".TE\n";
}

}  // namespace

std::string result_reference() {
    Rows stop, cdn;
    for (const auto& use : kStopUses) add(stop, use.code, use.when);
    for (std::size_t i = 0; i < static_cast<std::size_t>(EndCause::kCount_); ++i) {
        const auto& row = row_of(static_cast<EndCause>(i));
        const auto error = static_cast<std::uint16_t>(row.error);
        if (is_told(row.cause)) add(cdn, {static_cast<std::uint16_t>(row.cdn), error}, roff(row.text));
    }
    for (const auto& use : kCdnUses) add(cdn, use.code, use.when);
    return ".\\\" From here to the end mark the text is made by: vpdnd --print-result-reference\n" +
           table(l2tp::ResultOf::kStopCcn, "Tunnels (StopCCN)", stop) +
           ".PP\nA peer that answers no retransmission is told nothing: the tunnel and its sessions end with 2/0 in the log.\n"
           "So does the tunnel of a peer that restarted, as soon as a new one with the same id is established.\n" +
           table(l2tp::ResultOf::kCdn, "Sessions (CDN)", cdn) + ".\\\" End of the text made by vpdnd\n";
}

}  // namespace vpdnd
