#include "l2tp/messages.h"

#include "l2tp/message_table.h"

namespace l2tp {
namespace {

struct TypeOf {
    MessageType operator()(const Sccrq&) const { return MessageType::kSccrq; }
    MessageType operator()(const Sccrp&) const { return MessageType::kSccrp; }
    MessageType operator()(const Scccn&) const { return MessageType::kScccn; }
    MessageType operator()(const StopCcn&) const { return MessageType::kStopCcn; }
    MessageType operator()(const Hello&) const { return MessageType::kHello; }
    MessageType operator()(const Ocrq&) const { return MessageType::kOcrq; }
    MessageType operator()(const Ocrp&) const { return MessageType::kOcrp; }
    MessageType operator()(const Occn&) const { return MessageType::kOccn; }
    MessageType operator()(const Icrq&) const { return MessageType::kIcrq; }
    MessageType operator()(const Icrp&) const { return MessageType::kIcrp; }
    MessageType operator()(const Iccn&) const { return MessageType::kIccn; }
    MessageType operator()(const Cdn&) const { return MessageType::kCdn; }
    MessageType operator()(const Wen&) const { return MessageType::kWen; }
    MessageType operator()(const Sli&) const { return MessageType::kSli; }
};

}  // namespace

MessageType type_of(const Message& message) { return std::visit(TypeOf{}, message); }

const char* name_of(MessageType type) {
    const auto* row = find_message(static_cast<std::uint16_t>(type));
    return row ? row->name : "unknown";
}

}  // namespace l2tp
