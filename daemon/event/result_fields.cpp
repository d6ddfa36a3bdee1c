#include "event/result_fields.h"

#include <string>
#include <string_view>
#include <utility>

namespace vpdnd {
namespace {

std::string_view by(bool peer) { return peer ? "peer" : "us"; }

/// Error codes belong to "general error"; error 0 means none. Of StopCCN 5 it is a version.
std::string_view error_words(const l2tp::ResultCode& result) {
    const bool general = result.result == static_cast<std::uint16_t>(l2tp::StopResult::kGeneralError);
    const auto error = result.error.value_or(0);
    return general && error != 0 ? l2tp::error_name(error) : std::string_view();
}

}  // namespace

std::vector<log::Field> with_log_result(std::vector<log::Field> fields, l2tp::ResultOf of, const l2tp::ResultCode& result,
                                    bool by_peer) {
    fields.push_back({"result", std::to_string(result.result), l2tp::result_name(of, result.result)});
    fields.push_back({"error", std::to_string(result.error.value_or(0)), error_words(result)});
    fields.push_back({"message", log::escape(result.message)});
    fields.push_back({"by", std::string(by(by_peer))});
    return fields;
}

ipc::Value::Object with_event_result(ipc::Value::Object fields, l2tp::ResultOf of, const l2tp::ResultCode& result,
                               bool by_peer) {
    fields.insert(fields.end(), {{"result", result.result},
                                 {"result_name", l2tp::result_name(of, result.result)},
                                 {"error", result.error.value_or(0)},
                                 {"error_name", error_words(result)},
                                 {"message", result.message},
                                 {"by", by(by_peer)}});
    return fields;
}

}  // namespace vpdnd
