#include "event/log_observer.h"

#include <chrono>
#include <string>
#include <vector>

#include "call/call.h"
#include "end/session_tag.h"
#include "event/result_fields.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

std::string tag_of(const Call& call) {
    const auto key = call.last_key();
    return key ? session_tag(*key) : "";
}

/// Empty: nobody counted them.
std::string octets(const SessionStatistics* traffic, std::uint64_t SessionStatistics::*count) {
    return traffic ? std::to_string(traffic->*count) : "";
}

std::string own_name(const Call& call) { return call.record().own_call ? *call.record().own_call : std::string(); }

/// "17 s".
std::string lasted(const Call& call) {
    const auto time = std::chrono::steady_clock::now() - call.record().began;
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + "s";
}

/// Of an ended call: whose it was and what it carried.
std::vector<log::Field> account(const Call& call, const EndReason& why) {
    const auto& facts = call.facts();
    const auto* traffic = facts.traffic ? &*facts.traffic : nullptr;
    const auto& network = facts.ppp.network();
    return {{"session", tag_of(call)},
            call.record().own_call ? log::Field{"call", own_name(call)} : log::Field{"user", facts.ppp.user},
            {"address", call.record().own_call ? network.address : network.peer_address},
            {"duration", lasted(call)},
            {"octets-in", octets(traffic, &SessionStatistics::bytes_in)},
            {"octets-out", octets(traffic, &SessionStatistics::bytes_out)},
            {"cause", std::string(row_of(why.cause).name)}};
}

}  // namespace

void LogObserver::tunnel_up(const l2tp::TunnelUp& tunnel) {
    log::write_limited(log::Level::kInfo, "tunnel established",
                       {{"tunnel", std::to_string(tunnel.tunnel.value)},
                        {"peer", log::escape(tunnel.peer_name)},
                        {"address", l2tp::to_string(tunnel.path.remote)}},
                       log::Rate::kCalls);
}

void LogObserver::tunnel_ended(const l2tp::TunnelDown& tunnel) {
    log::write_limited(log::Level::kInfo, "tunnel ended",
                       with_log_result({{"tunnel", std::to_string(tunnel.tunnel.value)},
                                        {"peer", log::escape(tunnel.peer_name)},
                                        {"address", l2tp::to_string(tunnel.path.remote)}},
                                       l2tp::ResultOf::kStopCcn, tunnel.result, tunnel.by_peer),
                       log::Rate::kCalls);
}

void LogObserver::tunnel_refused(const l2tp::RefusedTunnel& tunnel) {
    auto fields = with_log_result({{"peer", log::escape(tunnel.peer_name)}, {"address", l2tp::to_string(tunnel.path.remote)}},
                                  l2tp::ResultOf::kStopCcn, tunnel.result, tunnel.by_peer);
    if (!tunnel.reason.empty()) fields.push_back({"reason", log::escape(tunnel.reason)});
    log::write_limited(log::Level::kNotice, "tunnel refused", fields);
}

void LogObserver::call_refused(l2tp::TunnelId tunnel, const l2tp::Path& path, std::string_view peer_name,
                               const l2tp::ResultCode& why) {
    log::write_limited(log::Level::kNotice, "call refused",
                       with_log_result({{"tunnel", std::to_string(tunnel.value)},
                                        {"peer", log::escape(peer_name)},
                                        {"address", l2tp::to_string(path.remote)}},
                                       l2tp::ResultOf::kCdn, why, false));
}

void LogObserver::line_errors(const l2tp::WanErrors& errors) {
    const auto& wen = errors.wen;
    log::write_limited(log::Level::kNotice, "the LAC reports errors on the user's line",
                       {{"session", session_tag(errors.key)},
                        {"crc", std::to_string(wen.crc)},
                        {"framing", std::to_string(wen.framing)},
                        {"overruns", std::to_string(wen.hardware_overruns + wen.buffer_overruns)},
                        {"timeouts", std::to_string(wen.timeouts)},
                        {"alignment", std::to_string(wen.alignment)}});
}

void LogObserver::target_failed(const Call& call, const Target& target, const EndReason& why, bool dead) {
    // A result that was told has words of its own; those of `why` are for the user, with the name of the result in front.
    auto told = told_result(why);
    if (!why.result) told.message = std::string(why.words());
    const auto of = why.cause == EndCause::kNotAuthorized ? l2tp::ResultOf::kStopCcn : l2tp::ResultOf::kCdn;
    log::write_limited(log::Level::kNotice, dead ? "LNS dead time begins" : "LNS did not take the call",
                       with_log_result({{"group", call.record().group},
                                        {"lns", name_of(target)},
                                        call.record().own_call ? log::Field{"call", own_name(call)}
                                                               : log::Field{"user", call.facts().ppp.user}},
                                       of, told, why.by_peer));
}

void LogObserver::up(const Call& call) {
    const auto& facts = call.facts();
    switch (call.record().pairing) {
        case Pairing::kUnknown:
            return;
        case Pairing::kLns:
            return log::write_limited(log::Level::kInfo, "call is up",
                                      {{"session", tag_of(call)},
                                       {"user", facts.ppp.user},
                                       {"interface", facts.ppp.network().interface},
                                       {"address", facts.ppp.network().peer_address}},
                                      log::Rate::kCalls);
        case Pairing::kClient:
            return log::write_limited(log::Level::kInfo, "call is up",
                                      {{"session", tag_of(call)},
                                       {"call", own_name(call)},
                                       {"lns", facts.target ? *facts.target : ""},
                                       {"interface", facts.ppp.network().interface},
                                       {"address", facts.ppp.network().address}},
                                      log::Rate::kCalls);
        case Pairing::kSwitch:
        case Pairing::kForward:
            return log::write_limited(log::Level::kInfo, "call is forwarded",
                                      {{"session", tag_of(call)},
                                       {"user", facts.ppp.user},
                                       {"group", call.record().group},
                                       {"lns", facts.target ? *facts.target : ""}},
                                      log::Rate::kCalls);
        case Pairing::kLocal:
            return log::write_limited(log::Level::kInfo, "call stays local: no group serves it",
                                      {{"user", facts.ppp.user}}, log::Rate::kCalls);
    }
}

void LogObserver::ended(const Call& call) {
    const bool local = call.record().pairing == Pairing::kLocal;
    // The end of others' pppds is theirs to tell.
    if (!call.record().reason || (local && !call.pppoe_session())) return;
    const auto& why = *call.record().reason;
    const auto told = told_result(why);
    const auto fields = with_log_result(account(call, why), l2tp::ResultOf::kCdn,
                                        {told.result, told.error, std::string(why.words())}, why.by_peer);
    if (call.rejected()) return log::write_limited(log::Level::kWarning, "call rejected", fields, log::Rate::kCalls);
    const bool forwarded = call.from_user() || call.record().pairing == Pairing::kSwitch;
    const char* ended = local ? "local call ended" : forwarded ? "forwarded call ended" : "call ended";
    log::write_limited(log::Level::kInfo, ended, fields, log::Rate::kCalls);
}

}  // namespace vpdnd
