// How a placed session is written out, and taken over by another object.
#include <memory>
#include <utility>

#include "end/placed_session_end.h"
#include "os/descriptor_store.h"

namespace vpdnd {

PlacedSessionEnd::PlacedSessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts,
                                   const PlacedSessionRecord& record, const std::string& name, DescriptorStore& store)
    : SessionEnd(parts, owner, facts), placing_(record.placing) {
    adopt(record.session, name, store);
    for (std::size_t i = 0; i < record.settings.size(); ++i)
        placing_->targets[i].settings = std::make_shared<const l2tp::TunnelSettings>(record.settings[i]);
    counted_at_ = record.counted_at;
    own_ = record.own;
    way_to_ = record.way_to;
    way_index_ = record.way_index;
    way_known_ = record.way_known;
    if (!counted_at_.empty()) parts_.targets.session_added(counted_at_);
    if (placing_ && placing_->look_at != SteadyTime{}) arm_timer();
}

PlacedSessionRecord PlacedSessionEnd::save(const std::string& name, DescriptorStore& store) const {
    PlacedSessionRecord out{
        .session = record(name, store), .placing = placing_, .settings = {}, .counted_at = counted_at_, .own = own_,
        .way_to = way_to_, .way_index = way_index_, .way_known = way_known_};
    if (out.placing)
        for (auto& one : out.placing->targets) out.settings.push_back(*std::exchange(one.settings, nullptr));
    return out;
}

void PlacedSessionEnd::resume() {
    if (has_session_ && way_to_) way_ = parts_.ways.keep(way_to_->ip, [this](const OuterRoute& route) { way_leads(route); });
    if (state_ != EndState::kPreparing) return;
    if (binding()) return bind_channel();
    if (!has_session_ && placing_) try_target();
}

}  // namespace vpdnd
