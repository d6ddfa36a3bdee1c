#include "ipc/control_error.h"

#include <array>
#include <utility>

namespace ipc {
namespace {

constexpr std::array<std::pair<ControlErrorCode, std::string_view>, 6> kNames{{
    {ControlErrorCode::kBadRequest, "bad-request"},
    {ControlErrorCode::kUnknownMethod, "unknown-method"},
    {ControlErrorCode::kBadParams, "bad-params"},
    {ControlErrorCode::kNotFound, "not-found"},
    {ControlErrorCode::kRefused, "refused"},
    {ControlErrorCode::kFailed, "failed"},
}};

}  // namespace

std::string_view name_of(ControlErrorCode code) {
    for (const auto& [known, name] : kNames) {
        if (known == code) return name;
    }
    return "failed";
}

bool parse_error_code(std::string_view name, ControlErrorCode* code) {
    for (const auto& [known, text] : kNames) {
        if (text == name) {
            *code = known;
            return true;
        }
    }
    return false;
}

}  // namespace ipc
