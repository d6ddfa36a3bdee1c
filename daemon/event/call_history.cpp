#include "event/call_history.h"

#include <chrono>
#include <string>
#include <utility>

#include "call/call.h"

namespace vpdnd {

void CallHistory::tunnel_up(const l2tp::TunnelUp& tunnel) {
    auto& name = *names_.try_emplace(tunnel.peer_name, 0).first;
    if (peers_.try_emplace(tunnel.tunnel, &name).second) ++name.second;
}

void CallHistory::tunnel_ended(const l2tp::TunnelDown& tunnel) {
    const auto found = peers_.find(tunnel.tunnel);
    if (found == peers_.end()) return;
    auto& name = *found->second;
    peers_.erase(found);
    if (--name.second == 0) names_.erase(name.first);
}

void CallHistory::ended(const Call& call) {
    const auto& record = call.record();
    const auto& facts = call.facts();
    ipc::EndedCallRow row;
    if (const auto key = call.last_key()) {
        row.tunnel_id = key->tunnel;
        row.local_id = key->session;
        if (const auto peer = peers_.find(key->tunnel); peer != peers_.end()) row.peer = peer->second->first;
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
    if (record.reason) {
        row.reason = row_of(record.reason->cause).name;
        row.message = record.reason->words();
        row.by_peer = record.reason->by_peer;
    }
    if (facts.traffic) {
        row.bytes_in = facts.traffic->bytes_in;
        row.bytes_out = facts.traffic->bytes_out;
        row.packets_in = facts.traffic->packets_in;
        row.packets_out = facts.traffic->packets_out;
    }
    calls_.add(std::move(row));
}

}  // namespace vpdnd
