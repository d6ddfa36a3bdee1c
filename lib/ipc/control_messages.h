// The documents of the control socket: request, response, event. doc/control-protocol.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <tl/expected.hpp>

#include "ipc/control_error.h"
#include "ipc/control_value.h"

namespace ipc {

/// {"id":1,"method":"tunnel.list","params":{…}}; params may be missing: none.
struct ControlRequest {
    std::uint64_t id = 0;
    std::string method;
    Value params;  ///< an object, or null
};

/// {"id":1,"result":…} or {"id":1,"error":{"code":…,"message":…}}. Id 0 answers a line whose id could not be read.
struct ControlResponse {
    std::uint64_t id = 0;
    tl::expected<Value, ControlError> result;
};

/// {"event":"tunnel-up","time":…,…}
struct ControlEvent {
    std::string name;
    Value document;  ///< the whole of it, `event` included
};

/// What a client receives.
using ControlReply = std::variant<ControlResponse, ControlEvent>;

/// A line without its line feed. The error carries the id if that much could be read.
struct BadRequest {
    std::uint64_t id = 0;
    ControlError error;
};
tl::expected<ControlRequest, BadRequest> parse_request(std::string_view line);
/// The error says what is wrong with the reply.
tl::expected<ControlReply, std::string> parse_reply(std::string_view line);

// Each is one line with its line feed.
std::string write_request(const ControlRequest& request);
std::string write_response(const ControlResponse& response);
std::string write_event(std::string_view name, std::string_view time, const Value::Object& fields);

}  // namespace ipc
