#include "call/end_reason.h"

#include <csignal>

namespace vpdnd {
namespace {

using l2tp::CdnResult;
using l2tp::ErrorCode;

enum class Kind { kAdministrative, kLostCarrier, kError };

/// pppd's exit codes: pppd(8), EXIT STATUS.
struct ExitRow {
    unsigned code;
    Kind kind;
    const char* text;
};
constexpr unsigned kEndedBySignal = 5;
constexpr ExitRow kExitCodes[] = {
    {0, Kind::kAdministrative, "PPP ended"},
    {1, Kind::kError, "pppd met a fatal error"},
    {2, Kind::kError, "pppd refused its options"},
    {3, Kind::kError, "pppd is not run by root"},
    {4, Kind::kError, "the kernel has no PPP"},
    {kEndedBySignal, Kind::kAdministrative, "PPP ended by a signal"},
    {7, Kind::kError, "pppd could not open its channel"},
    {8, Kind::kError, "pppd could not connect its channel"},
    {10, Kind::kError, "PPP negotiation failed"},
    {11, Kind::kError, "authentication failed"},
    {12, Kind::kAdministrative, "idle timeout"},
    {13, Kind::kAdministrative, "session time is over"},
    {15, Kind::kLostCarrier, "the user does not answer echo requests"},
    {16, Kind::kLostCarrier, "the link was lost"},
    {17, Kind::kError, "the link is looped back"},
    {18, Kind::kError, "pppd's init script failed"},
    {19, Kind::kError, "the user refused our authentication"},
    {20, Kind::kAdministrative, "traffic limit reached"},
};

const ExitRow* row_of(unsigned code) {
    for (const auto& row : kExitCodes)
        if (row.code == code) return &row;
    return nullptr;
}

}  // namespace

l2tp::ResultCode cdn_for(const PppdEnd& end) {
    const auto* row = end.exit_code ? row_of(*end.exit_code) : nullptr;
    const std::string text = !end.text.empty() ? end.text : row ? row->text : "pppd ended without a reason";
    switch (row ? row->kind : Kind::kError) {
        case Kind::kAdministrative: return l2tp::cdn_result(CdnResult::kAdministrative, text);
        case Kind::kLostCarrier: return l2tp::cdn_result(CdnResult::kLostCarrier, text);
        case Kind::kError: break;
    }
    return l2tp::cdn_error(ErrorCode::kVendorSpecific, text);
}

l2tp::ResultCode kernel_session_lost_result() {
    return l2tp::cdn_error(ErrorCode::kVendorSpecific, "another program deleted the kernel's session");
}

PppdEnd end_by_administrator() {
    constexpr unsigned kUserRequest = 5, kAdministrativeDisconnect = 1;
    const std::string text = "closed by the administrator";
    return {kUserRequest, text, l2tp::PppDisconnectCause{kAdministrativeDisconnect, 0, 0, text}};
}

PppdEnd end_of(const ProcessEnd& process) {
    PppdEnd out;
    if (!process.not_started.empty()) {
        out.text = process.not_started;
        return out;
    }
    if (process.unknown) {
        out.text = "pppd ended, nobody knows how";
        return out;
    }
    // SIGTERM is the order to end, ours or the administrator's: pppd takes it so once it has its handlers.
    const bool ordered = process.signal == SIGTERM;
    if (process.signal != 0 && !ordered) {
        out.text = "pppd was killed by signal " + std::to_string(process.signal);
        return out;
    }
    out.exit_code = ordered ? kEndedBySignal : static_cast<unsigned>(process.exit_status);
    const auto* row = row_of(*out.exit_code);
    out.text = row ? row->text : "pppd ended with status " + std::to_string(process.exit_status);
    return out;
}

}  // namespace vpdnd
