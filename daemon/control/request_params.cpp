#include "control/request_params.h"

#include <algorithm>

namespace vpdnd::control {

const ipc::Value& RequestParams::take(std::string_view key) {
    asked_.push_back(key);
    return params_[key];
}

void RequestParams::refuse(std::string message) {
    if (!error_) error_ = ipc::ControlError{ipc::ControlErrorCode::kBadParams, std::move(message)};
}

void RequestParams::need(std::string_view key, std::string_view kind) {
    refuse("The parameter \"" + std::string(key) + "\" must be given as " + std::string(kind) + ".");
}

std::optional<std::string> RequestParams::text(std::string_view key) {
    const ipc::Value& value = take(key);
    if (value.is_null()) return {};
    if (const std::string* text = value.text(); text != nullptr && !text->empty()) return *text;
    need(key, "a text that is not empty");
    return {};
}

std::string RequestParams::needed_text(std::string_view key) {
    auto value = text(key);
    if (!value) need(key, "a text that is not empty");
    return value.value_or("");
}

bool RequestParams::needed_flag(std::string_view key) {
    const auto flag = take(key).flag();
    if (!flag) need(key, "true or false");
    return flag.value_or(false);
}

std::optional<std::uint16_t> RequestParams::id(std::string_view key) {
    const ipc::Value& value = take(key);
    if (value.is_null()) return {};
    const auto number = value.unsigned_integer();
    if (number && *number >= 1 && *number <= 65535) return static_cast<std::uint16_t>(*number);
    need(key, "a number from 1 to 65535");
    return {};
}

std::uint16_t RequestParams::needed_id(std::string_view key) {
    const auto value = id(key);
    if (!value) need(key, "a number from 1 to 65535");
    return value.value_or(0);
}

std::optional<ipc::ControlError> RequestParams::error() {
    if (error_) return error_;
    if (const ipc::Value::Object* members = params_.members()) {
        for (const auto& [key, value] : *members) {
            if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
                refuse("There is no parameter \"" + key + "\" here.");
            }
        }
    }
    return error_;
}

}  // namespace vpdnd::control
