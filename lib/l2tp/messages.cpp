#include "l2tp/messages.h"

#include "l2tp/message_table.h"

namespace l2tp {

MessageType type_of(const Message& message) {
    return std::visit([]<class Struct>(const Struct&) { return Struct::kType; }, message);
}

const char* name_of(MessageType type) {
    const auto* row = find_message(static_cast<std::uint16_t>(type));
    return row ? row->name : "unknown";
}

}  // namespace l2tp
