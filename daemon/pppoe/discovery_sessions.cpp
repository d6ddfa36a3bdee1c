// What the owner of discovery tells of interfaces and sessions.
#include <utility>

#include "pppoe/discovery.h"

namespace vpdnd::pppoe {

Discovery::Discovery(const DiscoveryRecord& record) : key_(record.key) {
    for (const auto key : record.burnt) sessions_.adopt_burnt(key);
    for (const auto& [interface, id] : record.turns) sessions_.begin_at(interface, id);
    for (const auto& [key, session] : record.sessions) sessions_.add(key, session);
    for (const auto& one : record.opening) opening_.emplace(one.session, Opening{one.answer, one.ac_name});
}

DiscoveryRecord Discovery::save() const {
    DiscoveryRecord out{.key = key_, .sessions = {sessions_.all().begin(), sessions_.all().end()},
                        .burnt = sessions_.burnt(),
                        .turns = {sessions_.turns().begin(), sessions_.turns().end()}, .opening = {}};
    for (const auto& [key, one] : opening_) out.opening.push_back({key, one.answer, one.ac_name});
    return out;
}

const Interface* Discovery::interface(int index) const {
    const auto found = interfaces_.find(index);
    return found == interfaces_.end() || !found->second.concentrator ? nullptr : &found->second.interface;
}

void Discovery::serve(const Interface& interface, ConcentratorPtr concentrator) {
    auto& served = interfaces_[interface.index];
    const bool known = served.interface.index != 0;
    const bool changed = known && (served.interface.own != interface.own || served.interface.mtu != interface.mtu);
    served = {interface, std::move(concentrator)};
    if (changed) end_all(interface.index, SessionEnd::kInterfaceChanged);
}

void Discovery::withdraw(int interface) {
    const auto found = interfaces_.find(interface);
    if (found == interfaces_.end()) return;
    found->second.concentrator = nullptr;
    drop_if_unused(interface);
}

/// Of most interfaces nothing is known: each that is down says so, and all of a parent at once.
void Discovery::lost(int interface) {
    if (!interfaces_.contains(interface) && sessions_.count_on(interface) == 0) return;
    end_all(interface, SessionEnd::kInterfaceLost);
    interfaces_.erase(interface);
    paces_.erase(interface);
    std::erase_if(answered_, [&](const auto& one) { return one.first.interface == interface; });
}

void Discovery::stop() {
    stopped_ = true;
    std::vector<SessionKey> waiting;
    for (const auto& [key, one] : opening_) waiting.push_back(key);
    for (const auto key : waiting) refused(key, "the access concentrator is stopping", Id::kTaken);
}

void Discovery::gone(int interface) {
    lost(interface);
    sessions_.forget_interface(interface);
}

/// Without an interface there is nothing that a PADT could be sent on.
void Discovery::end_all(int interface, SessionEnd how) {
    for (const auto& key : sessions_.on(interface)) {
        auto& session = *sessions_.find(key);
        if (session.state == SessionState::kOver) continue;
        if (session.state == SessionState::kUp && how != SessionEnd::kInterfaceLost) {
            counters_.add(Count::kPadtSent);
            send(interface, padt(session.host, session.own, key.id));
        }
        session.state = SessionState::kOver;
        opening_.erase(key);
        effects_.emplace_back(SessionOver{key, how});
    }
}

void Discovery::drop_if_unused(int interface) {
    const auto found = interfaces_.find(interface);
    if (found != interfaces_.end() && (found->second.concentrator || sessions_.count_on(interface) > 0)) return;
    if (found != interfaces_.end()) interfaces_.erase(found);
    paces_.erase(interface);
}

void Discovery::opened(base::Time now, SessionKey key) {
    auto* session = sessions_.find(key);
    auto opening = opening_.extract(key);
    if (!session || opening.empty() || session->state != SessionState::kOpening) return;
    session->state = SessionState::kUp;
    session->since = now;
    const auto& [answer, ac_name, taken] = opening.mapped();
    auto confirmation = *pads(answer, ac_name, key.id);  // it fitted when the request came
    if (const auto request = answered_.find(request_of(key.interface, answer)); request != answered_.end())
        request->second.pads = confirmation;
    counters_.add(Count::kPadsSent);
    send(key.interface, std::move(confirmation));
}

void Discovery::taken_by_others(OpenSession asked) {
    const auto before = asked.key;
    asked.key.id = sessions_.burn(before);
    auto opening = opening_.extract(before);
    if (opening.empty() || asked.key.id == 0 || ++opening.mapped().taken >= kMostTries) {
        if (!opening.empty()) opening_.insert(std::move(opening));
        if (asked.key.id != 0) sessions_.remove(asked.key);
        return refused(before, "no session can be made");
    }
    const auto& answer = opening.mapped().answer;
    if (const auto request = answered_.find(request_of(before.interface, answer)); request != answered_.end())
        request->second.session = asked.key;
    opening.key() = asked.key;
    opening_.insert(std::move(opening));
    effects_.emplace_back(std::move(asked));
}

void Discovery::refused(SessionKey key, std::string_view why, Id id) {
    const auto opening = opening_.extract(key);
    if (!opening.empty()) {
        const auto& answer = opening.mapped().answer;
        answered_.erase(request_of(key.interface, answer));
        refuse(key.interface, answer, Tag::kAcSystemError, why);
    }
    if (id == Id::kTaken) {
        if (auto* session = sessions_.find(key)) session->state = SessionState::kOver;
        return;
    }
    sessions_.remove(key);
    drop_if_unused(key.interface);
}

void Discovery::close(SessionKey key) {
    auto* session = sessions_.find(key);
    if (!session || session->state == SessionState::kOver) return;
    opening_.erase(key);
    if (std::exchange(session->state, SessionState::kOver) != SessionState::kUp) return;
    counters_.add(Count::kPadtSent);
    send(key.interface, padt(session->host, session->own, key.id));
}

void Discovery::released(SessionKey key) {
    close(key);
    sessions_.remove(key);
    drop_if_unused(key.interface);
}

}  // namespace vpdnd::pppoe
