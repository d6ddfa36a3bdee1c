// Result and error codes of StopCCN and CDN, and the reason a tunnel or session ended. RFC 2661 section 4.4.2.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace l2tp {

/// Result Code values of StopCCN.
enum class StopResult : std::uint16_t {
    kGeneralRequest = 1,
    kGeneralError = 2,         ///< the error code tells which
    kAlreadyExists = 3,
    kNotAuthorized = 4,
    kVersionNotSupported = 5,  ///< the error code is the highest version supported
    kShuttingDown = 6,
    kFsmError = 7,
};

/// Result Code values of CDN. 12 and up: iana-l2tp-parameters.
enum class CdnResult : std::uint16_t {
    kLostCarrier = 1,
    kGeneralError = 2,
    kAdministrative = 3,
    kNoFacilitiesTemporary = 4,
    kNoFacilitiesPermanent = 5,
    kInvalidDestination = 6,
    kNoCarrier = 7,
    kBusy = 8,
    kNoDialTone = 9,
    kTimeout = 10,
    kNoFraming = 11,
};

/// General error codes, used with result 2.
enum class ErrorCode : std::uint16_t {
    kNone = 0,
    kNoControlConnection = 1,
    kWrongLength = 2,
    kBadValue = 3,
    kNoResources = 4,
    kInvalidSessionId = 5,
    kVendorSpecific = 6,
    kTryAnother = 7,
    kUnknownMandatoryAvp = 8,
};

/// A Result Code AVP as it stands on the wire: result, optional error, optional text.
struct ResultCode {
    std::uint16_t result = 0;
    std::optional<std::uint16_t> error;
    std::string message;

    bool operator==(const ResultCode&) const = default;
};

/// The wire has the error code in front of the text (section 4.4.2): with a message stop_result() and cdn_result() give
/// error 0. stop_error() and cdn_error() are result 2.
ResultCode stop_result(StopResult result, std::string message = {});
ResultCode stop_error(ErrorCode error, std::string message);
ResultCode cdn_result(CdnResult result, std::string message = {});
ResultCode cdn_error(ErrorCode error, std::string message);

/// What a peer is told in place of `code`, by the result that it would be; 0 or none: `code` itself. A general error needs
/// an error code: 7 (try another) for what another LNS may not suffer from, else 6.
ResultCode replaced(ResultCode code, std::span<const std::uint16_t> by_result);

/// Short fixed name in the RFC's words, for logs and tables; "unknown" for a number without a name.
std::string_view stop_result_name(std::uint16_t result);
std::string_view cdn_result_name(std::uint16_t result);
std::string_view error_name(std::uint16_t error);

/// Which message a ResultCode is of: the same number means something else in each.
enum class ResultOf : std::uint8_t { kStopCcn, kCdn };
std::string_view result_name(ResultOf of, std::uint16_t result);
/// The one form in which results are shown: result=2 "general error" error=8 "unknown mandatory AVP" message="". The
/// name of error 0 is left out. The message is escaped: it may be a peer's.
std::string result_text(ResultOf of, const ResultCode& code);
/// What it says to people: its message, else what its numbers mean ("unknown mandatory AVP").
std::string result_words(ResultOf of, const ResultCode& code);

}  // namespace l2tp
