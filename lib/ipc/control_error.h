// Why a control request was not done. The codes are part of the protocol, doc/control-protocol.md.
#pragma once

#include <string>
#include <string_view>

namespace ipc {

enum class ControlErrorCode : unsigned char {
    kBadRequest,     ///< not a request document: no JSON, no method, wrong types
    kUnknownMethod,  ///< the daemon has no such method
    kBadParams,      ///< a parameter is missing, unknown, or of the wrong kind
    kNotFound,       ///< no such tunnel, session, group, pool, …
    kRefused,        ///< understood, but not possible now (limit, peer said no, configuration has errors)
    kFailed,         ///< tried, and it went wrong
};

struct ControlError {
    ControlErrorCode code = ControlErrorCode::kFailed;
    std::string message;  ///< one sentence that says what to do; shown to the administrator
};

/// The code as it stands in the document: "bad-request", "not-found", …
std::string_view name_of(ControlErrorCode code);
/// False for a name that no code has.
bool parse_error_code(std::string_view name, ControlErrorCode* code);

}  // namespace ipc
