#include "call/client_calls.h"

#include <net/if.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "call/call_table.h"
#include "log/limited.h"
#include "net/network_watch.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

CallEnd end_of(const EndReason& why) {
    if (why.cause == EndCause::kWayChanged) return CallEnd::kHere;
    const bool told = why.cause == EndCause::kAdministrator || why.cause == EndCause::kStopping;
    return told ? CallEnd::kTold : CallEnd::kFailed;
}

}  // namespace

ClientCalls::Entry& ClientCalls::entry(const std::string& name) {
    const auto found = entries_.find(name);
    if (found != entries_.end()) return found->second;
    Entry fresh{.redial = Redial({}, random_), .group = {}, .call = {}, .error = {}, .lns = {}, .waiting = {}, .timer = {}};
    auto& made = entries_.emplace(name, std::move(fresh)).first->second;
    made.timer = parts_.loop.make_timer([this, name] { on_timer(name); });
    return made;
}

void ClientCalls::use(const Config& config) {
    for (auto it = entries_.begin(); !adopting_ && it != entries_.end();) {
        const auto name = it->first;
        ++it;
        if (config.group_of_call(name)) continue;
        end(name);
        answer(entries_.at(name), tl::unexpected(std::string("the configuration names it no more")));
        entries_.erase(name);
    }
    for (const auto& group : config.groups) {
        if (!group.call) continue;
        const auto& call = *group.call;
        const bool is_new = !entries_.contains(call.name);
        if (is_new && adopting_) continue;
        auto& one = entry(call.name);
        one.group = group.name;
        one.redial.use({.waits = call.redial, .persist = call.persist, .maxfail = call.maxfail});
        if (is_new && call.start == CallStart::kBoot) place(call.name, {});
    }
}

// What is known of them -------------------------------------------------------------------------------------

ClientCalls::Status ClientCalls::status(const std::string& name, const Entry& entry) const {
    const auto& redial = entry.redial;
    const bool under_way = redial.state() == RedialState::kPlacing || redial.state() == RedialState::kUp;
    const auto* call = under_way && entry.call && !entry.waits_for_end ? parts_.table.find(*entry.call) : nullptr;
    return {.name = name,
            .group = entry.group,
            .state = redial.state(),
            .ending = (under_way && !redial.wanted()) || (call && call->record().reason),
            .failures = redial.failures(),
            .next = redial.deadline(),
            .since = redial.state() == RedialState::kUp ? std::optional(redial.save().up_at) : std::nullopt,
            .error = entry.error,
            .lns = call && call->facts().target ? *call->facts().target : entry.lns,
            .call = call};
}

std::vector<ClientCalls::Status> ClientCalls::list() const {
    std::vector<Status> out;
    for (const auto& [name, one] : entries_) out.push_back(status(name, one));
    return out;
}

ClientCalls::Entry* ClientCalls::find(const Call& call) {
    if (!call.record().own_call) return nullptr;
    const auto found = entries_.find(*call.record().own_call);
    return found != entries_.end() && found->second.call == call.id() ? &found->second : nullptr;
}

// Commands --------------------------------------------------------------------------------------------------

bool ClientCalls::place(const std::string& name, Placed done) {
    const auto found = entries_.find(name);
    if (found == entries_.end()) return false;
    auto& one = found->second;
    if (stopped_) {
        if (done) done(tl::unexpected(std::string("the daemon stops")));
        return true;
    }
    const auto* call = status(name, one).call;
    const bool ends = call && call->record().reason;
    if (ends) one.redial.stop();  // whoever hangs it up: the one that is wanted now follows it
    const auto what = one.redial.start(Clock::now());
    if (!ends && one.redial.state() == RedialState::kUp) {
        if (done) done(status(name, one));
        return true;
    }
    if (done) one.waiting.push_back(std::move(done));
    act(name, what);
    return true;
}

ClientCalls::Ended ClientCalls::end(const std::string& name) {
    const auto found = entries_.find(name);
    if (found == entries_.end()) return Ended::kUnknown;
    if (found->second.redial.state() == RedialState::kIdle) return Ended::kNotPlaced;
    act(name, found->second.redial.stop());
    return Ended::kEnded;
}

void ClientCalls::stop() {
    stopped_ = true;
    for (auto& [name, one] : entries_) {
        one.redial.stop();
        one.waits_for_end = false;
        one.timer->cancel();
    }
}

// What follows ----------------------------------------------------------------------------------------------

void ClientCalls::act(const std::string& name, Redial::Do what) {
    auto& one = entries_.at(name);
    switch (what) {
        case Redial::Do::kNothing: break;
        case Redial::Do::kPlace: return place_now(name, one);
        case Redial::Do::kHangUp: return hang_up(name, one);
    }
    arm(one);
    if (one.redial.state() == RedialState::kIdle) answer(one, tl::unexpected(std::string("it was told to end")));
}

void ClientCalls::arm(Entry& entry) {
    if (entry.waits_for_end) return;  // it waits no longer than that
    if (const auto next = entry.redial.deadline())
        entry.timer->arm(*next);
    else
        entry.timer->cancel();
}

void ClientCalls::place_now(const std::string& name, Entry& entry) {
    entry.timer->cancel();
    if (stopped_) return;
    if (entry.call && parts_.table.find(*entry.call) && !entry.waits_for_end) {
        entry.waits_for_end = true;
        return entry.timer->arm(Clock::now() + kLinger);
    }
    entry.waits_for_end = false;
    auto& call = parts_.table.add_own(parts_, name);
    entry.call = call.id();
    call.begin();
}

void ClientCalls::hang_up(const std::string& name, Entry& entry) {
    if (std::exchange(entry.waits_for_end, false)) return act(name, entry.redial.ended(Clock::now(), CallEnd::kTold));
    if (auto* call = entry.call ? parts_.table.find(*entry.call) : nullptr) call->close();
}

void ClientCalls::on_timer(const std::string& name) {
    auto& one = entries_.at(name);
    if (one.waits_for_end) return place_now(name, one);
    act(name, one.redial.on_time(Clock::now()));
}

void ClientCalls::gone(CallId call) {
    for (auto& [name, one] : entries_)
        if (one.waits_for_end && one.call == call) return place_now(name, one);
}

void ClientCalls::up(const Call& call) {
    auto* one = find(call);
    if (!one) return;
    const auto name = *call.record().own_call;
    one->redial.came_up(Clock::now());
    one->error.clear();
    answer(*one, status(name, *one));
}

void ClientCalls::ended(const Call& call) {
    auto* one = find(call);
    if (!one) return;
    const auto name = *call.record().own_call;
    const auto why = call.record().reason ? *call.record().reason : EndReason{};
    const auto before = one->redial.state();
    const bool wanted = one->redial.wanted();
    const auto what = one->redial.ended(Clock::now(), end_of(why));
    one->error = why.words();
    if (call.facts().target) one->lns = *call.facts().target;
    auto told = one->error;
    const auto failures = std::to_string(one->redial.failures());
    if (const auto next = one->redial.deadline()) {
        const auto wait = std::chrono::ceil<std::chrono::seconds>(*next - Clock::now());
        told += "; the next try is in " + std::to_string(wait.count()) + " s";
        log::write_limited(log::Level::kNotice, before == RedialState::kUp ? "call is placed again later" : "call is tried again later",
                           {{"call", name}, {"wait", std::to_string(wait.count()) + "s"}, {"failures", failures}});
    } else if (wanted && one->redial.state() == RedialState::kIdle && end_of(why) != CallEnd::kTold) {
        log::write_limited(log::Level::kWarning, "call is given up", {{"call", name}, {"failures", failures}});
    }
    // Who waits for one that follows at once hears of that.
    if (what != Redial::Do::kPlace) answer(*one, tl::unexpected(told));
    act(name, what);
}

void ClientCalls::answer(Entry& entry, const tl::expected<Status, std::string>& how) {
    const auto waiting = std::exchange(entry.waiting, {});
    for (const auto& done : waiting) done(how);
}

/// Users and calls come and go: their interfaces are no reason to call anybody. Whose a PPP interface is is known when it is up; pppd makes
/// it long before, and it stays for a while after.
void ClientCalls::network_changed(const std::set<int>& interfaces, bool all) {
    const auto waits = [](const auto& one) { return one.second.redial.state() == RedialState::kWaiting; };
    if (std::ranges::none_of(entries_, waits)) return;
    std::set<std::string> names;
    char name[IF_NAMESIZE];
    for (const int index : interfaces)
        if (::if_indextoname(static_cast<unsigned>(index), name)) names.insert(name);
    names.erase("lo");
    std::erase_if(names, [](const std::string& one) { return !interface_is_up(one); });
    if (!names.empty()) parts_.table.for_each([&](const Call& call) { names.erase(call.facts().ppp.network().interface); });
    if (names.empty() && !all) return;
    for (auto& [call, one] : entries_)
        if (one.redial.state() == RedialState::kWaiting) act(call, one.redial.network_changed(Clock::now()));
}

// Taking over -----------------------------------------------------------------------------------------------

std::vector<ClientCalls::Record> ClientCalls::save() const {
    std::vector<Record> out;
    for (const auto& [name, one] : entries_)
        out.push_back({.name = name,
                       .redial = one.redial.save(),
                       .call = one.call.value_or(CallId{}),
                       .has_call = one.call.has_value(),
                       .waits_for_end = one.waits_for_end,
                       .error = one.error,
                       .lns = one.lns});
    return out;
}

void ClientCalls::adopt(const std::vector<Record>& saved) {
    adopting_ = true;
    for (const auto& record : saved) {
        auto& one = entry(record.name);
        one.redial.adopt(record.redial);
        if (record.has_call) one.call = record.call;
        one.waits_for_end = record.waits_for_end;
        one.error = record.error;
        one.lns = record.lns;
    }
}

void ClientCalls::resume(const Config& config) {
    for (auto& [name, one] : entries_) {
        const bool under_way = one.redial.state() == RedialState::kPlacing || one.redial.state() == RedialState::kUp;
        if (one.waits_for_end)
            one.timer->arm(Clock::now() + kLinger);
        else if (under_way && !(one.call && parts_.table.find(*one.call)))
            act(name, one.redial.ended(Clock::now(), CallEnd::kFailed));
        else
            arm(one);
    }
    adopting_ = false;
    use(config);
}

}  // namespace vpdnd
