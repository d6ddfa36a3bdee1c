// The filters that list and close share.
#pragma once

#include <initializer_list>

#include "command.h"

namespace ctl {

/// The options of these names ("--peer") that were given, as parameters of a request ("peer").
ipc::Value::Object filters(const Invocation& invocation, std::initializer_list<std::string_view> names);

/// Prints a list. With filters that nothing fits: prints the empty list, then throws Failure(kNothingMatched).
void print_filtered(Invocation& invocation, const char* method, ipc::Value::Object params, const RowKind& kind);

/// For a close: "1 tunnel closed." from the count in the result.
void print_closed(Invocation& invocation, const ipc::Value& result, std::string_view what);

}  // namespace ctl
