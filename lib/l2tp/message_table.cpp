#include "l2tp/message_table.h"

#include <array>
#include <variant>

namespace l2tp {
namespace {

constexpr bool kTunnel = false, kSession = true;
constexpr bool kZeroId = true;

template <class Struct>
constexpr MessageRow row(const char* name, const char* section, bool session_scope, bool zero_id = false) {
    return {Struct::kType, name, section, [] { return Message(Struct{}); }, session_scope, zero_id};
}

constexpr std::array kMessages = {
    row<Sccrq>("SCCRQ", "6.1", kTunnel),
    row<Sccrp>("SCCRP", "6.2", kTunnel),
    row<Scccn>("SCCCN", "6.3", kTunnel),
    row<StopCcn>("StopCCN", "6.4", kTunnel, kZeroId),
    row<Hello>("HELLO", "6.5", kTunnel),
    row<Ocrq>("OCRQ", "6.9", kSession),
    row<Ocrp>("OCRP", "6.10", kSession),
    row<Occn>("OCCN", "6.11", kSession),
    row<Icrq>("ICRQ", "6.6", kSession),
    row<Icrp>("ICRP", "6.7", kSession),
    row<Iccn>("ICCN", "6.8", kSession),
    row<Cdn>("CDN", "6.12", kSession, kZeroId),
    row<Wen>("WEN", "6.13", kSession),
    row<Sli>("SLI", "6.14", kSession),
};
static_assert(kMessages.size() == std::variant_size_v<Message>);

}  // namespace

const MessageRow* find_message(std::uint16_t type) {
    for (const auto& row : kMessages)
        if (static_cast<std::uint16_t>(row.type) == type) return &row;
    return nullptr;
}

std::span<const MessageRow> message_table() { return kMessages; }

}  // namespace l2tp
