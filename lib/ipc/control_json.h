// JSON text <-> Value. RFC 8259. Input is not trusted: depth is limited, a key that stands twice is an error.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "ipc/control_value.h"

namespace ipc {

/// Lists and objects inside one another; deeper documents are refused.
inline constexpr unsigned kMaxJsonDepth = 16;
/// Members of one object; more are refused (no document of ours comes near).
inline constexpr unsigned kMaxJsonMembers = 1024;

/// One document, nothing after it. The error says what is wrong and where (octet, from 1).
tl::expected<Value, std::string> parse_json(std::string_view text);

enum class JsonStyle : unsigned char {
    kLine,     ///< no line breaks: the protocol
    kIndented  ///< for people: l2tpctl --json
};

/// Always valid JSON in ASCII: everything else, control characters too, becomes \uNNNN. Octets of texts that are not
/// UTF-8 (a peer may send anything) are written as the four characters \xNN, as in the log.
std::string write_json(const Value& value, JsonStyle style = JsonStyle::kLine);

}  // namespace ipc
