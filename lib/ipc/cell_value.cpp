#include "ipc/cell_value.h"

namespace ipc {

Value cell_value(std::string_view text) { return text.empty() ? Value() : Value(text); }

Value cell_value(const std::string& text) { return text.empty() ? Value() : Value(text); }
Value cell_value(WallTime time) { return time == WallTime{} ? Value() : Value(rfc3339(time)); }
Value cell_value(std::chrono::seconds time) { return time.count(); }

Value cell_value(const std::vector<std::string>& texts) {
    Value::List list;
    for (const std::string& text : texts) list.emplace_back(text);
    return list;
}

Value cell_value(const std::vector<l2tp::SessionKey>& keys) {
    Value::List list;
    for (const l2tp::SessionKey& key : keys)
        list.push_back(Value::object({{"tunnel_id", key.tunnel.value}, {"local_id", key.session.value}}));
    return list;
}

}  // namespace ipc
