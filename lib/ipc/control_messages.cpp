#include "ipc/control_messages.h"

#include "ipc/control_json.h"

namespace ipc {
namespace {

std::string line_of(const Value& document) {
    std::string line = write_json(document);
    line += '\n';
    return line;
}

tl::unexpected<BadRequest> bad_request(std::uint64_t id, std::string message) {
    return tl::unexpected(BadRequest{id, {ControlErrorCode::kBadRequest, std::move(message)}});
}

tl::expected<ControlReply, std::string> parse_response(const Value& document) {
    const auto id = document["id"].unsigned_integer();
    if (!id) return tl::unexpected<std::string>("a response without an id");
    if (document.has("result") == document.has("error")) {
        return tl::unexpected<std::string>("a response must have either a result or an error");
    }
    if (document.has("result")) return ControlResponse{*id, document["result"]};
    const Value& error = document["error"];
    const std::string* code = error["code"].text();
    const std::string* message = error["message"].text();
    if (code == nullptr || message == nullptr) return tl::unexpected<std::string>("an error without code or message");
    ControlError parsed{ControlErrorCode::kFailed, *message};
    // A code that a newer daemon may have still is an error: it counts as failed.
    (void)parse_error_code(*code, &parsed.code);
    return ControlResponse{*id, tl::unexpected(std::move(parsed))};
}

}  // namespace

tl::expected<ControlRequest, BadRequest> parse_request(std::string_view line) {
    const auto document = parse_json(line);
    if (!document) return bad_request(0, "The request is " + document.error() + ".");
    if (!document->is_object()) return bad_request(0, "The request must be one JSON object.");
    const auto id = (*document)["id"].unsigned_integer();
    if (!id) return bad_request(0, "The request needs an id: a number that is not negative.");
    const std::string* method = (*document)["method"].text();
    if (method == nullptr) return bad_request(*id, "The request needs a method: a text.");
    const Value& params = (*document)["params"];
    if (!params.is_null() && !params.is_object()) return bad_request(*id, "The params must be a JSON object.");
    for (const auto& [key, value] : *document->members()) {
        if (key != "id" && key != "method" && key != "params") {
            return bad_request(*id, "A request has id, method and params, and no \"" + key + "\".");
        }
    }
    return ControlRequest{*id, *method, params};
}

tl::expected<ControlReply, std::string> parse_reply(std::string_view line) {
    auto document = parse_json(line);
    if (!document) return tl::unexpected(document.error());
    if (!document->is_object()) return tl::unexpected<std::string>("not a JSON object");
    if (!document->has("event")) return parse_response(*document);
    const std::string* name = (*document)["event"].text();
    if (name == nullptr) return tl::unexpected<std::string>("an event without a name");
    return ControlEvent{*name, *document};
}

std::string write_request(const ControlRequest& request) {
    Value document = Value::object({{"id", request.id}, {"method", request.method}});
    if (!request.params.is_null()) document.set("params", request.params);
    return line_of(document);
}

std::string write_response(const ControlResponse& response) {
    if (response.result) return line_of(Value::object({{"id", response.id}, {"result", *response.result}}));
    const ControlError& error = response.result.error();
    return line_of(Value::object(
        {{"id", response.id}, {"error", Value::object({{"code", name_of(error.code)}, {"message", error.message}})}}));
}

std::string write_event(std::string_view name, std::string_view time, const Value::Object& fields) {
    Value document = Value::object({{"event", name}, {"time", time}});
    for (const auto& [key, value] : fields) document.set(key, value);
    return line_of(document);
}

}  // namespace ipc
