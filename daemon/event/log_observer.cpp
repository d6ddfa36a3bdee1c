#include "event/log_observer.h"

#include <string>

#include "call/call.h"
#include "end/session_tag.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

std::string tag_of(const Call& call) {
    const auto key = call.last_key();
    return key ? session_tag(*key) : "";
}

std::string stop_text(const l2tp::ResultCode& result) {
    return std::to_string(result.result) + " " + std::string(l2tp::stop_result_name(result.result));
}

std::string by(bool peer) {
    return peer ? "peer" : "us";
}

}  // namespace

void LogObserver::tunnel_up(const l2tp::TunnelUp& tunnel) {
    log::write(log::Level::kInfo, "tunnel established",
               {{"tunnel", std::to_string(tunnel.tunnel.value)},
                {"peer", log::escape(tunnel.peer_name)},
                {"address", l2tp::to_string(tunnel.path.remote)}});
}

void LogObserver::tunnel_ended(const l2tp::TunnelDown& tunnel) {
    log::write(log::Level::kInfo, "tunnel ended",
               {{"tunnel", std::to_string(tunnel.tunnel.value)},
                {"result", stop_text(tunnel.result)},
                {"message", log::escape(tunnel.result.message)},
                {"by", by(tunnel.by_peer)}});
}

void LogObserver::tunnel_refused(l2tp::TunnelId, const l2tp::Path& path, std::string_view peer_name,
                                 const l2tp::ResultCode& why, bool by_peer) {
    log::write_limited(log::Level::kNotice, "tunnel refused",
                       {{"peer", log::escape(peer_name)},
                        {"address", l2tp::to_string(path.remote)},
                        {"result", stop_text(why)},
                        {"message", log::escape(why.message)},
                        {"by", by(by_peer)}});
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
    log::write(log::Level::kNotice, dead ? "LNS dead time begins" : "LNS did not take the call",
               {{"group", call.record().group},
                {"lns", name_of(target)},
                {"user", call.facts().ppp.user},
                {"error", std::string(why.words())}});
}

void LogObserver::up(const Call& call) {
    const auto& facts = call.facts();
    switch (call.record().pairing) {
        case Pairing::kUnknown:
            return;
        case Pairing::kLns:
            return log::write(log::Level::kInfo, "call is up",
                              {{"session", tag_of(call)},
                               {"user", facts.ppp.user},
                               {"interface", facts.ppp.network().interface},
                               {"address", facts.ppp.network().peer_address}});
        case Pairing::kForward:
            return log::write(log::Level::kInfo, "call is forwarded",
                              {{"session", tag_of(call)},
                               {"user", facts.ppp.user},
                               {"group", call.record().group},
                               {"lns", facts.target ? *facts.target : ""}});
        case Pairing::kLocal:
            return log::write(log::Level::kInfo, "call stays local: no group serves it", {{"user", facts.ppp.user}});
    }
}

void LogObserver::ended(const Call& call) {
    if (!call.record().reason || call.record().pairing == Pairing::kLocal) return;
    const auto& why = *call.record().reason;
    const auto& user = call.facts().ppp.user;
    if (call.line() && call.record().up_since == kNotYet && why.cause != EndCause::kUserGone)
        return log::write(log::Level::kWarning, "call rejected",
                          {{"user", user}, {"reason", std::string(why.words())}});
    const auto told = why.result ? *why.result : cdn_for(why);
    log::write(log::Level::kInfo, call.line() ? "forwarded call ended" : "call ended",
               {{"session", tag_of(call)},
                {"user", user},
                {"result", std::string(l2tp::cdn_result_name(told.result))},
                {"message", told.message}});
}

}  // namespace vpdnd
