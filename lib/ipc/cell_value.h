// What stands in a row as a value of the control protocol. What is not known is null: empty texts, the epoch, empty
// optionals.
#pragma once

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipc/control_value.h"
#include "ipc/wall_time.h"
#include "l2tp/ids.h"

namespace ipc {

Value cell_value(const std::string& text);
Value cell_value(std::string_view text);
Value cell_value(WallTime time);
Value cell_value(std::chrono::seconds time);
Value cell_value(const std::vector<std::string>& texts);
/// A list of objects with `tunnel_id` and `local_id`.
Value cell_value(const std::vector<l2tp::SessionKey>& keys);
template <class Tag>
Value cell_value(l2tp::Id<Tag> id) {
    return id.value;
}
template <std::integral Number>
Value cell_value(Number number) {
    return number;
}
template <std::integral Number>
Value cell_value(const std::optional<Number>& number) {
    return number;
}

}  // namespace ipc
