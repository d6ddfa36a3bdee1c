#include "call/call_table.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace vpdnd {

template <class... What>
Call& CallTable::add(CallId id, const CallParts& parts, What&&... what) {
    return calls_
        .emplace(std::piecewise_construct, std::forward_as_tuple(id), std::forward_as_tuple(parts, std::forward<What>(what)...))
        .first->second;
}

Call& CallTable::add_line(const CallParts& parts) {
    const CallId id{next_id_++};
    return add(id, parts, id);
}

void CallTable::add_pppoe(const CallParts& parts, pppoe::NewSession session) {
    const CallId id{next_id_++};
    add(id, parts, id, std::move(session)).begin();
}

void CallTable::add_session(const CallParts& parts, const l2tp::PrepareSession& effect) {
    const CallId id{next_id_++};
    add(id, parts, id, effect).begin();
}

Call& CallTable::add_own(const CallParts& parts, const std::string& name) {
    const CallId id{next_id_++};
    return add(id, parts, id, name);
}

Call* CallTable::find(CallId id) const {
    const auto found = calls_.find(id);
    return found == calls_.end() ? nullptr : &found->second;
}

Call* CallTable::find(l2tp::SessionKey key) const {
    const auto* end = directory_.find(key);
    return end ? static_cast<Call*>(&end->owner()) : nullptr;  // ends belong to calls alone
}

void CallTable::remove_later(Call& call) {
    loop_.post([this, id = call.id(), alive = alive_] {
        if (!*alive || calls_.erase(id) == 0) return;
        if (when_gone_) when_gone_(id);
        if (calls_.empty() && when_empty_) when_empty_();
    });
}

void CallTable::for_each(const std::function<void(Call&)>& visit) const {
    for (auto& [id, call] : calls_) visit(call);
}

bool CallTable::any_of(const std::function<bool(const Call&)>& holds) const {
    return std::any_of(calls_.begin(), calls_.end(), [&](const auto& entry) { return holds(entry.second); });
}

std::vector<SavedCall> CallTable::save(DescriptorStore& store) const {
    std::vector<SavedCall> out;
    out.reserve(calls_.size());
    for (const auto& [id, call] : calls_) out.push_back(call.save(store));
    return out;
}

void CallTable::adopt(const CallParts& parts, const std::vector<SavedCall>& saved, DescriptorStore& store) {
    for (const auto& one : saved) {
        add(one.record.id, parts, one, store);
        next_id_ = std::max(next_id_, static_cast<std::uint64_t>(one.record.id) + 1);
    }
}

void CallTable::resume() {
    for (auto& [id, call] : calls_) call.resume();
}

}  // namespace vpdnd
