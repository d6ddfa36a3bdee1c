#include "event/call_history.h"

#include <chrono>
#include <string>
#include <utility>

#include "call/call.h"

namespace vpdnd {

namespace {

void tell_reason(ipc::EndedCallRow& row, const EndReason& reason) {
    row.reason = row_of(reason.cause).name;
    row.message = reason.words();
    row.by_peer = reason.by_peer;
    const auto result = told_result(reason);
    row.result = result.result;
    row.result_name = l2tp::cdn_result_name(result.result);
    row.error = result.error.value_or(0);
    row.error_name = row.error != 0 ? l2tp::error_name(row.error) : std::string_view();
}

}  // namespace

void CallHistory::ended(const Call& call) {
    const auto& record = call.record();
    const auto& facts = call.facts();
    ipc::EndedCallRow row;
    if (const auto key = call.last_key()) {
        row.tunnel_id = key->tunnel;
        row.local_id = key->session;
        row.peer = peers_.name(key->tunnel);
    }
    if (row.peer.empty() && facts.target) row.peer = *facts.target;
    row.user = facts.ppp.user;
    row.interface = facts.ppp.network().interface;
    row.peer_address = facts.ppp.network().peer_address;
    row.group = record.group;
    row.calling_number = facts.calling_number();
    row.called_number = facts.called_number();
    row.direction = "incoming";
    const auto lasted = std::chrono::steady_clock::now() - record.began;
    row.ended = std::chrono::system_clock::now();
    row.since = row.ended - std::chrono::duration_cast<std::chrono::system_clock::duration>(lasted);
    row.duration = std::chrono::duration_cast<std::chrono::seconds>(lasted);
    if (record.reason) tell_reason(row, *record.reason);
    if (facts.traffic) {
        row.bytes_in = facts.traffic->bytes_in;
        row.bytes_out = facts.traffic->bytes_out;
        row.packets_in = facts.traffic->packets_in;
        row.packets_out = facts.traffic->packets_out;
    }
    if (facts.quality) {
        const auto echo = facts.quality->total();
        row.echo_requests = echo.requests;
        row.echo_replies = echo.replies;
        row.echo_rtt_us = echo.mean_us();
    }
    calls_.add(std::move(row));
}

}  // namespace vpdnd
