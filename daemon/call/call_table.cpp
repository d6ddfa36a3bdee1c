#include "call/call_table.h"

#include <algorithm>

namespace vpdnd {

void CallTable::add(std::shared_ptr<Call> call) {
    const auto id = call->id();
    calls_.emplace(id, std::move(call));
}

std::shared_ptr<Call> CallTable::add_line(const CallParts& parts) {
    auto call = std::make_shared<Call>(parts, CallId{next_id_++});
    add(call);
    return call;
}

void CallTable::add_session(const CallParts& parts, const l2tp::PrepareSession& effect) {
    auto call = std::make_shared<Call>(parts, CallId{next_id_++}, effect);
    add(call);
    call->begin();
}

Call* CallTable::find(CallId id) const {
    const auto found = calls_.find(id);
    return found == calls_.end() ? nullptr : found->second.get();
}

Call* CallTable::find(l2tp::SessionKey key) const {
    const auto* end = directory_.find(key);
    return end ? static_cast<Call*>(&end->owner()) : nullptr;  // ends belong to calls alone
}

void CallTable::remove_later(Call& call) {
    loop_.post([this, id = call.id(), alive = alive_] {
        if (!*alive || calls_.erase(id) == 0) return;
        if (calls_.empty() && when_empty_) when_empty_();
    });
}

void CallTable::for_each(const std::function<void(Call&)>& visit) const {
    for (const auto& [id, call] : calls_) visit(*call);
}

bool CallTable::any_of(const std::function<bool(const Call&)>& holds) const {
    return std::any_of(calls_.begin(), calls_.end(), [&](const auto& entry) { return holds(*entry.second); });
}

std::vector<SavedCall> CallTable::save(DescriptorStore& store) const {
    std::vector<SavedCall> out;
    out.reserve(calls_.size());
    for (const auto& [id, call] : calls_) out.push_back(call->save(store));
    return out;
}

void CallTable::adopt(const CallParts& parts, const std::vector<SavedCall>& saved, DescriptorStore& store) {
    for (const auto& one : saved) {
        add(std::make_shared<Call>(parts, one, store));
        next_id_ = std::max(next_id_, static_cast<std::uint64_t>(one.record.id) + 1);
    }
}

void CallTable::resume() {
    for (const auto& [id, call] : calls_) call->resume();
}

}  // namespace vpdnd
