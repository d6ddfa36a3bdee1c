// How a call is written out, and taken over by another object.
#include "call/call_record.h"

#include <memory>
#include <utility>

#include "call/bundle_table.h"
#include "call/call.h"
#include "call/call_table.h"
#include "call/user_index.h"
#include "os/descriptor_store.h"

namespace vpdnd {

std::string Call::name() const {
    return "call/" + std::to_string(static_cast<std::uint64_t>(record_.id));
}

SavedCall Call::save(DescriptorStore& store) const {
    SavedCall out{.record = record_, .facts = facts_, .access = {}, .far_end = {}};
    const auto access = name() + "/access", far_end = name() + "/far";
    if (line_)
        out.access = line_->save(access, store);
    else if (pppoe_)
        out.access = pppoe_->save(access, store);
    else if (record_.own_call)
        out.access = static_cast<const PlacedSessionEnd&>(*access_).save(access, store);
    else
        out.access = static_cast<const AcceptedSessionEnd&>(*access_).save(access, store);
    if (far_session_)
        out.far_end = far_session_->save(far_end, store);
    else if (far_)
        out.far_end = static_cast<const PppdEnd&>(*far_).save(far_end, store);
    return out;
}

Call::Call(const CallParts& parts, const SavedCall& saved, DescriptorStore& store)
    : parts_(parts), record_(saved.record), facts_(saved.facts) {
    const auto access = name() + "/access", far_end = name() + "/far";
    if (const auto* line = std::get_if<LineRecord>(&saved.access)) {
        auto made = std::make_unique<LineEnd>(parts_.lines, *this, facts_, *line, access, store);
        line_ = made.get();
        access_ = std::move(made);
    } else if (const auto* session = std::get_if<PppoeRecord>(&saved.access)) {
        auto made = std::make_unique<PppoeEnd>(parts_.pppoe, *this, facts_, *session, access, store);
        pppoe_ = made.get();
        access_ = std::move(made);
    } else if (const auto* own = std::get_if<PlacedSessionRecord>(&saved.access)) {
        auto made = std::make_unique<PlacedSessionEnd>(parts_.sessions, *this, facts_, *own, access, store);
        access_session_ = made.get();
        access_ = std::move(made);
    } else {
        auto made = std::make_unique<AcceptedSessionEnd>(parts_.sessions, *this, facts_,
                                                         std::get<SessionRecord>(saved.access), access, store);
        access_session_ = made.get();
        access_ = std::move(made);
    }
    if (const auto* pppd = std::get_if<PppdRecord>(&saved.far_end)) {
        far_ = std::make_unique<PppdEnd>(parts_.pppds, *this, facts_, *pppd, far_end, store);
    } else if (const auto* placed = std::get_if<PlacedSessionRecord>(&saved.far_end)) {
        auto made = std::make_unique<PlacedSessionEnd>(parts_.sessions, *this, facts_, *placed, far_end, store);
        far_session_ = made.get();
        far_ = std::move(made);
    }
    if (record_.user_known && !record_.end_told) user_key_ = parts_.users.enter(record_.group, facts_.ppp.user, record_.id);
    if (record_.grace_until != kNotYet) arm_grace(record_.grace_until);
    if (!facts_.ppp.network().bundle.empty() && key()) parts_.bundles.join(record_.id, *key(), facts_.ppp);
}

void Call::arm_grace(SteadyTime until) {
    record_.grace_until = until;
    grace_ = parts_.loop.make_timer([this] {
        record_.grace_until = kNotYet;
        happen(CallEvent::kGraceOver);
    });
    grace_->arm(until);
}

void Call::resume() {
    if (record_.state == CallState::kOver) return parts_.table.remove_later(*this);
    access_->resume();
    if (far_) far_->resume();
    const bool may_ask = access_->state() == EndState::kIdle || access_->state() == EndState::kConnected;  // else it is being taken
    if (record_.state == CallState::kRouting && record_.asked && may_ask) ask_route();
}

}  // namespace vpdnd
