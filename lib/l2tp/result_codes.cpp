#include "l2tp/result_codes.h"

#include <array>
#include <cstddef>
#include <utility>

#include "l2tp/printable.h"

namespace l2tp {
namespace {

// RFC 2661 section 4.4.2; what goes beyond it is from the IANA list.
constexpr std::array<std::string_view, 9> kStopNames = {
    "unknown", "general request", "general error", "control channel already exists", "requester not authorized",
    "protocol version not supported", "requester is shutting down", "finite state machine error",
    "mismatching CCDS",
};
constexpr std::array<std::string_view, 17> kCdnNames = {
    "unknown", "loss of carrier", "general error", "administrative", "no facilities (temporary)",
    "no facilities (permanent)", "invalid destination", "no carrier detected", "busy signal", "no dial tone",
    "not established in time", "no appropriate framing", "mismatching SDS", "lost tie breaker",
    "pseudowire type not supported", "sequencing without sublayer", "finite state machine error",
};
constexpr std::array<std::string_view, 10> kErrorNames = {
    "no general error", "no control connection", "wrong length", "value out of range", "insufficient resources",
    "invalid session id", "vendor specific error", "try another", "unknown mandatory AVP",
    "try another directed",
};

template <std::size_t Count>
std::string_view pick(const std::array<std::string_view, Count>& names, std::uint16_t number) {
    return number < Count ? names[number] : std::string_view("unknown");
}

}  // namespace

ResultCode stop_result(StopResult result, std::string message) {
    ResultCode code{static_cast<std::uint16_t>(result), std::nullopt, std::move(message)};
    // A message can only stand behind an error code.
    if (!code.message.empty()) code.error = static_cast<std::uint16_t>(ErrorCode::kNone);
    return code;
}

ResultCode stop_error(ErrorCode error, std::string message) {
    return {static_cast<std::uint16_t>(StopResult::kGeneralError), static_cast<std::uint16_t>(error),
            std::move(message)};
}

ResultCode cdn_result(CdnResult result, std::string message) {
    ResultCode code{static_cast<std::uint16_t>(result), std::nullopt, std::move(message)};
    if (!code.message.empty()) code.error = static_cast<std::uint16_t>(ErrorCode::kNone);
    return code;
}

ResultCode cdn_error(ErrorCode error, std::string message) {
    return {static_cast<std::uint16_t>(CdnResult::kGeneralError), static_cast<std::uint16_t>(error),
            std::move(message)};
}

std::string_view stop_result_name(std::uint16_t result) { return pick(kStopNames, result); }
ResultCode replaced(ResultCode code, std::span<const std::uint16_t> by_result) {
    const auto other = code.result < by_result.size() ? by_result[code.result] : std::uint16_t{0};
    if (other == 0) return code;
    const auto ours = static_cast<CdnResult>(code.result);
    const bool elsewhere = ours == CdnResult::kNoFacilitiesTemporary || ours == CdnResult::kNoFacilitiesPermanent ||
                           ours == CdnResult::kInvalidDestination || ours == CdnResult::kTimeout;
    if (other == static_cast<std::uint16_t>(CdnResult::kGeneralError))
        return cdn_error(elsewhere ? ErrorCode::kTryAnother : ErrorCode::kVendorSpecific, std::move(code.message));
    return cdn_result(static_cast<CdnResult>(other), std::move(code.message));
}

std::string_view cdn_result_name(std::uint16_t result) { return pick(kCdnNames, result); }
std::string_view error_name(std::uint16_t error) { return pick(kErrorNames, error); }

std::string_view result_name(ResultOf of, std::uint16_t result) {
    return of == ResultOf::kStopCcn ? stop_result_name(result) : cdn_result_name(result);
}

std::string result_text(ResultOf of, const ResultCode& code) {
    const auto error = code.error.value_or(0);
    std::string out = "result=" + std::to_string(code.result) + " \"" + std::string(result_name(of, code.result)) +
                      "\" error=" + std::to_string(error);
    // The error code of StopCCN 5 is the version of the protocol that is spoken.
    if (code.result == static_cast<std::uint16_t>(StopResult::kGeneralError) && error != 0)
        out += " \"" + std::string(error_name(error)) + "\"";
    return out + " message=\"" + escaped(code.message) + "\"";
}

std::string result_words(ResultOf of, const ResultCode& code) {
    if (!code.message.empty()) return code.message;
    const bool general = code.result == static_cast<std::uint16_t>(StopResult::kGeneralError);
    if (general && code.error.value_or(0) != 0) return std::string(error_name(*code.error));
    return std::string(result_name(of, code.result));
}

}  // namespace l2tp
