#include "control/call_rows.h"

#include <chrono>

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

std::string state_of(const ClientCalls::Status& status) {
    if (status.ending) return "ending";
    switch (status.state) {
        case RedialState::kIdle: return "idle";
        case RedialState::kPlacing: return "calling";
        case RedialState::kUp: return "up";
        case RedialState::kWaiting: return "waiting";
    }
    return {};
}

}  // namespace

ipc::ClientCallRow client_call_row(const ClientCalls::Status& status) {
    ipc::ClientCallRow row;
    row.name = status.name;
    row.group = status.group;
    row.state = state_of(status);
    row.failures = status.failures;
    row.error = status.error;
    row.lns = status.lns;
    if (status.since)
        row.since = std::chrono::system_clock::now() -
                    std::chrono::duration_cast<std::chrono::system_clock::duration>(Clock::now() - *status.since);
    if (status.next) {
        const auto left = std::chrono::ceil<std::chrono::seconds>(*status.next - Clock::now()).count();
        row.next_seconds = left > 0 ? static_cast<std::uint64_t>(left) : 0;
    }
    if (!status.call) return row;
    const auto& facts = status.call->facts();
    row.interface = facts.ppp.network().interface;
    row.address = facts.ppp.network().address;
    row.peer_address = facts.ppp.network().peer_address;
    if (const auto key = status.call->key()) row.session.push_back(*key);
    return row;
}

std::vector<ipc::ClientCallRow> client_call_rows(const ClientCalls& calls) {
    std::vector<ipc::ClientCallRow> rows;
    for (const auto& status : calls.list()) rows.push_back(client_call_row(status));
    return rows;
}

}  // namespace vpdnd
