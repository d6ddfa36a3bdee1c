#include "effect_runner.h"

#include <chrono>

#include "call/lns_call.h"
#include "call/session_tag.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

ipc::Value::Object result_fields(const l2tp::ResultCode& result, bool by_peer) {
    return {{"result", result.result}, {"error", result.error}, {"message", result.message}, {"by_peer", by_peer}};
}

}  // namespace

void EffectRunner::drain() {
    if (draining_) return;
    draining_ = true;
    for (auto effects = endpoint_.take_effects(); !effects.empty(); effects = endpoint_.take_effects())
        for (const auto& effect : effects) std::visit([this](const auto& one) { run(one); }, effect);
    draining_ = false;
}

void EffectRunner::run(const l2tp::SendDatagram& effect) { sockets_.send(effect.path, effect.tunnel, effect.bytes); }

void EffectRunner::run(const l2tp::TunnelUp& effect) {
    log::write(log::Level::kInfo, "tunnel established",
               {{"tunnel", std::to_string(effect.tunnel.value)}, {"peer", log::escape(effect.peer_name)},
                {"address", l2tp::to_string(effect.path.remote)}});
    if (wanted_())
        publish_("tunnel-up", {{"local_id", effect.tunnel.value}, {"remote_id", effect.peer_tunnel.value},
                               {"remote_name", effect.peer_name}, {"remote_address", l2tp::to_string(effect.path.remote.ip)},
                               {"remote_port", effect.path.remote.port}});
    tunnels_.up(now(), effect);
}

void EffectRunner::run(const l2tp::TunnelDown& effect) {
    log::write(log::Level::kInfo, "tunnel ended",
               {{"tunnel", std::to_string(effect.tunnel.value)},
                {"result", std::to_string(effect.result.result) + " " + std::string(l2tp::stop_result_name(effect.result.result))},
                {"message", log::escape(effect.result.message)}, {"by", effect.by_peer ? "peer" : "us"}});
    if (wanted_()) {
        auto fields = result_fields(effect.result, effect.by_peer);
        fields.insert(fields.begin(), {"local_id", effect.tunnel.value});
        publish_("tunnel-down", std::move(fields));
    }
    tunnels_.down(effect);
}

void EffectRunner::run(const l2tp::PrepareSession& effect) {
    auto* call = calls_.find(effect.key);
    if (!call && refusing_)
        return endpoint_.session_refused(now(), effect.key,
                                         l2tp::cdn_result(l2tp::CdnResult::kNoFacilitiesTemporary, "vpdnd is stopping"));
    if (!call && tunnels_.closing(effect.key.tunnel))
        return endpoint_.session_refused(now(), effect.key,
                                         l2tp::cdn_result(l2tp::CdnResult::kNoFacilitiesTemporary, "the tunnel is being closed"));
    if (!call && effect.role == l2tp::Role::kLns && effect.direction == l2tp::Direction::kIncoming) {
        auto made = std::make_shared<LnsCall>(parts_, effect.key);
        call = made.get();
        calls_.add(std::move(made));
    }
    if (call) return call->prepare(effect);
    endpoint_.session_refused(now(), effect.key,
                              l2tp::cdn_result(l2tp::CdnResult::kNoFacilitiesPermanent, "this kind of call is not served"));
}

void EffectRunner::run(const l2tp::SessionUp& effect) {
    if (wanted_()) publish_("session-up", {{"tunnel_id", effect.key.tunnel.value}, {"local_id", effect.key.session.value}});
    if (auto* call = calls_.find(effect.key)) call->session_up(effect);
}

void EffectRunner::run(const l2tp::SessionDown& effect) {
    if (wanted_()) {
        auto fields = result_fields(effect.result, effect.by_peer);
        fields.insert(fields.begin(), {{"tunnel_id", effect.key.tunnel.value}, {"local_id", effect.key.session.value}});
        publish_("session-down", std::move(fields));
    }
    auto* call = calls_.find(effect.key);
    if (!call) return;
    calls_.unbind(effect.key);
    call->session_down(effect);
}

void EffectRunner::run(const l2tp::WanErrors& effect) {
    const auto& wen = effect.wen;
    log::write_limited(log::Level::kNotice, "the LAC reports errors on the user's line",
                       {{"session", session_tag(effect.key)}, {"crc", std::to_string(wen.crc)},
                        {"framing", std::to_string(wen.framing)},
                        {"overruns", std::to_string(wen.hardware_overruns + wen.buffer_overruns)},
                        {"timeouts", std::to_string(wen.timeouts)}, {"alignment", std::to_string(wen.alignment)}});
    if (auto* call = calls_.find(effect.key)) call->note_wan_errors(wen);
}

void EffectRunner::run(const l2tp::LinkInfo& effect) {
    if (auto* call = calls_.find(effect.key)) call->link_info(effect.sli);
}

}  // namespace vpdnd
