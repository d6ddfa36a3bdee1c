// The stages of a PPP link, as pppd's plugin reports them and as `session list` shows them: pppd's phases, in its order,
// and what only the daemon knows.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ipc {

enum class PppStage : std::uint8_t {
    kUnknown,  ///< nothing was said yet, or a phase that a later pppd has
    kDead,
    kInitialize,
    kSerialConnection,
    kDormant,
    kEstablish,
    kAuthenticate,
    kCallback,
    kNetwork,
    kRunning,
    kTerminate,
    kDisconnect,
    kHoldoff,
    kMaster,
    kForwarded,  ///< another machine speaks PPP with the user
};

/// In the order of the enum.
inline constexpr std::array<std::string_view, 15> kPppStageNames{
    "",             "dead",     "initialize", "serial connection", "dormant",   "establish",  "authenticate", "callback",
    "network",      "running",  "terminate",  "disconnect",        "holdoff",   "master",     "forwarded"};
static_assert(kPppStageNames.size() == static_cast<std::size_t>(PppStage::kForwarded) + 1);

constexpr std::string_view name_of(PppStage stage) { return kPppStageNames[static_cast<std::size_t>(stage)]; }
/// By its name; kUnknown: there is none of this name.
constexpr PppStage ppp_stage(std::string_view name) {
    const auto found = std::find(kPppStageNames.begin(), kPppStageNames.end(), name);
    return found == kPppStageNames.end() ? PppStage::kUnknown : static_cast<PppStage>(found - kPppStageNames.begin());
}
/// By pppd's number (PHASE_DEAD is 0, PHASE_MASTER 12); kUnknown: it has no such phase.
constexpr PppStage stage_of_phase(int phase) {
    constexpr int kPhases = static_cast<int>(PppStage::kMaster);
    return phase >= 0 && phase < kPhases ? static_cast<PppStage>(phase + 1) : PppStage::kUnknown;
}

}  // namespace ipc
