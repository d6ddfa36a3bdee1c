#include "end/session_outcome.h"

namespace vpdnd {

bool worth_another(const l2tp::SessionDown& effect) {
    using l2tp::CdnResult;
    switch (static_cast<CdnResult>(effect.result.result)) {
        case CdnResult::kGeneralError:
        case CdnResult::kNoFacilitiesTemporary:
        case CdnResult::kNoFacilitiesPermanent:
        case CdnResult::kInvalidDestination:
        case CdnResult::kTimeout:
            return true;
        default:
            return effect.tunnel_lost;
    }
}

bool is_busy(const l2tp::SessionDown& effect) {
    using l2tp::CdnResult;
    if (effect.tunnel_lost || !effect.by_peer) return false;
    const auto result = static_cast<CdnResult>(effect.result.result);
    const auto error = static_cast<l2tp::ErrorCode>(effect.result.error.value_or(0));
    return result == CdnResult::kNoFacilitiesTemporary ||
           (result == CdnResult::kGeneralError && error == l2tp::ErrorCode::kNoResources);
}

bool is_beyond_peer(const l2tp::SessionDown& effect) {
    const auto result = static_cast<l2tp::CdnResult>(effect.result.result);
    return !effect.by_peer && !effect.tunnel_lost && result == l2tp::CdnResult::kNoFacilitiesPermanent;
}

EndReason not_authorized(const l2tp::SessionDown& effect) {
    const auto text = "StopCCN 4: " + effect.result.message;
    return {.cause = EndCause::kNotAuthorized,
            .text = text,
            .result = l2tp::stop_result(l2tp::StopResult::kNotAuthorized, text),
            .by_peer = effect.by_peer};
}

std::string outcome(const l2tp::ResultCode& result) {
    const std::string name(l2tp::cdn_result_name(result.result));
    const auto words = l2tp::result_words(l2tp::ResultOf::kCdn, result);
    return words == name ? name : name + ": " + words;
}

}  // namespace vpdnd
