#include "pppoe/access_concentrators.h"

#include <cerrno>
#include <chrono>
#include <utility>

#include "config/interface_pattern.h"
#include "dataplane/ppp_channel.h"
#include "log/limited.h"
#include "os/descriptor_store.h"
#include "os/secure_random.h"
#include "pppoe/kernel_session.h"

namespace vpdnd::pppoe {
namespace {

using Clock = std::chrono::steady_clock;

CookieKey new_key() {
    CookieKey out;
    secure_random(out);
    return out;
}

std::string burnt_name(SessionKey key) { return "pppoe-burnt/" + to_string(key); }

}  // namespace

AccessConcentrators::AccessConcentrators(EventLoop& loop, DataPlane& plane, KernelWorkers& workers)
    : loop_(loop), plane_(plane), workers_(workers), discovery_(new_key()) {
    timer_ = loop_.make_timer([this] {
        timer_at_ = base::kNever;
        discovery_.on_time(Clock::now());
    });
}

void AccessConcentrators::adopt(const DiscoveryRecord& record, DescriptorStore& store) {
    discovery_ = Discovery(record);
    discovery_.admit(can_serve_);
    for (const auto& one : record.opening) discovery_.refused(one.session, "try again");
    for (const auto key : record.burnt) burnt_[key] = store.take(burnt_name(key));
}

void AccessConcentrators::end_adoption() {
    std::vector<SessionKey> left;
    for (const auto& [key, session] : discovery_.sessions().all())
        if (!holders_.contains(key)) left.push_back(key);
    for (const auto key : left) discovery_.released(key);
}

DiscoveryRecord AccessConcentrators::save(DescriptorStore& store) const {
    for (const auto& [key, socket] : burnt_) store.put(burnt_name(key), socket.duplicate());
    return discovery_.save();
}

void AccessConcentrators::admit(std::function<bool()> can_serve) {
    can_serve_ = std::move(can_serve);
    discovery_.admit(can_serve_);
}

// Interfaces ------------------------------------------------------------------------------------------------

tl::expected<void, std::string> AccessConcentrators::use(const Config& config) {
    // Sessions of the object before this one live on, whatever a reload took away in the meantime.
    const bool wanted = (!config.pppoe.empty() || !discovery_.sessions().all().empty()) && config.daemon.dataplane != kNoDataplane;
    if (wanted && !socket_)
        if (auto listening = listen(); !listening) return listening;
    concentrators_.clear();
    for (const auto& [name, settings] : config.pppoe) {
        auto made = std::make_shared<Concentrator>(Concentrator{name, settings});
        if (made->settings.ac_name.empty()) made->settings.ac_name = config.daemon.hostname;
        concentrators_.push_back(std::move(made));
    }
    for (const auto& [index, link] : links_) serve(link);
    return {};
}

/// From here on it listens, whatever a reload says: sessions live on, and their hosts' PADTs count.
tl::expected<void, std::string> AccessConcentrators::listen() {
    auto socket = DiscoverySocket::open(loop_, [this](int interface, std::span<const std::uint8_t> frame) {
        discovery_.receive(Clock::now(), interface, frame);
    });
    if (!socket) return tl::make_unexpected(socket.error().text);
    auto watch = LinkWatch::make(loop_, {.changed =
                                             [this](const Link& link) {
                                                 links_[link.index] = link;
                                                 serve(link);
                                             },
                                         .gone =
                                             [this](int index) {
                                                 links_.erase(index);
                                                 discovery_.gone(index);
                                                 std::erase_if(burnt_, [&](const auto& one) { return one.first.interface == index; });
                                             }});
    if (!watch) return tl::make_unexpected(watch.error().text);
    socket_ = std::move(*socket);
    link_watch_ = std::move(*watch);
    return {};
}

void AccessConcentrators::serve(const Link& link) {
    if (!link.up) return discovery_.lost(link.index);
    auto concentrator = concentrator_for(link.name);
    const Interface interface{link.index, link.name, MacAddress{link.address}, link.mtu};
    const auto* before = discovery_.interface(link.index);
    if (concentrator && !before)
        log::write(log::Level::kInfo, "PPPoE users are served on an interface",
                   {{"interface", link.name}, {"concentrator", concentrator->name}, {"ac-name", concentrator->settings.ac_name}});
    // An address or MTU that changed counts for sessions of one that is not served any more as well.
    discovery_.serve(interface, concentrator);
    if (!concentrator) discovery_.withdraw(link.index);
}

/// Null: it is not served.
ConcentratorPtr AccessConcentrators::concentrator_for(const std::string& interface) const {
    ConcentratorPtr best;
    std::size_t fits = 0;
    for (const auto& one : concentrators_)
        for (const auto& pattern : one->settings.interfaces) {
            const auto how_well = interface_pattern_fit(interface, pattern);
            if (how_well <= fits) continue;
            best = one;
            fits = how_well;
        }
    return best;
}

std::string AccessConcentrators::interface_name(int index) const {
    const auto found = links_.find(index);
    return found == links_.end() ? std::string() : found->second.name;
}

// What discovery wants --------------------------------------------------------------------------------------

bool AccessConcentrators::carry_out() {
    bool any = false;
    for (auto effects = discovery_.take_effects(); !effects.empty(); effects = discovery_.take_effects()) {
        any = true;
        for (auto& effect : effects) carry_out_one(std::move(effect));
    }
    while (open_one()) any = true;
    if (const auto next = discovery_.next_deadline(); next && *next < timer_at_) {
        timer_at_ = *next;
        timer_->arm(*next);
    }
    return any;
}

void AccessConcentrators::carry_out_one(Effect effect) {
    if (const auto* send = std::get_if<SendFrame>(&effect)) {
        if (socket_) socket_->send(send->interface, send->frame);
    } else if (auto* asked = std::get_if<OpenSession>(&effect)) {
        to_open_.push_back(std::move(*asked));
    } else {
        session_over(std::get<SessionOver>(effect));
    }
}

/// Each costs system calls: hosts that come all at once leave time for what else the loop has to do. False: none waits, or the others are
/// the next turn's.
bool AccessConcentrators::open_one() {
    constexpr unsigned kMostOpens = 32;
    if (to_open_.empty() || opened_ >= kMostOpens) return false;
    if (opened_++ == 0)
        loop_.post([this, alive = alive_] {
            if (*alive) opened_ = 0;
        });
    auto asked = std::move(to_open_.front());
    to_open_.pop_front();
    open(std::move(asked));
    return true;
}

/// The channel first, then the PADS: what the host sends at once has a place to wait in.
void AccessConcentrators::open(OpenSession asked) {
    const auto key = asked.key;
    if (!discovery_.wants(key)) return discovery_.released(key);
    UniqueFd burnt;
    auto socket = connect_session(key, asked.host, burnt);
    if (burnt) {
        burnt_[key] = std::move(burnt);
        log::write_limited(log::Level::kWarning, "another program has a PPPoE session of the id that was to be given",
                           {{"interface", asked.interface}, {"host", to_string(asked.host)}, {"pppoe", to_string(key)}});
        return discovery_.taken_by_others(std::move(asked));
    }
    if (!socket) return fail(asked, socket.error(), Discovery::Id::kFree);
    const auto mine = std::make_shared<UniqueFd>(socket->duplicate());
    if (!*mine) {
        fail(asked, {std::error_code(EMFILE, std::generic_category()), "no descriptor is left"}, Discovery::Id::kTaken);
        return release(key, std::move(*socket), {});
    }
    const auto bound = std::make_shared<Bound>();
    auto& opening = opening_[key];
    opening = {std::move(asked), std::move(*socket), {}};
    opening.wait = workers_.run({}, [mine, bound, name = opening.asked.interface, &plane = plane_] {
        bound->index = plane.bind_channel(mine->get());
        bound->speed = interface_speed(name);
        mine->reset();
    }, [this, key, bound] { channel_is_bound(key, *bound); });
}

void AccessConcentrators::channel_is_bound(SessionKey key, const Bound& bound) {
    const auto& index = bound.index;
    auto node = opening_.extract(key);
    auto& [asked, socket, wait] = node.mapped();
    // Its host or interface is gone meanwhile, or we stop.
    if (!discovery_.wants(key)) return release(key, std::move(socket), {});
    auto channel = index ? attach_channel(*index) : tl::make_unexpected(index.error());
    if (!channel) {
        fail(asked, channel.error(), Discovery::Id::kTaken);
        return release(key, std::move(socket), {});  // then it is free
    }
    discovery_.opened(Clock::now(), key);
    if (!taker_) return release(key, std::move(socket), std::move(*channel));
    taker_({std::move(asked), std::move(socket), Channel{std::move(*channel), *index}, bound.speed});
}

void AccessConcentrators::fail(const OpenSession& asked, const DataPlaneError& why, Discovery::Id id) {
    log::write_limited(log::Level::kError, "a PPPoE session cannot be made",
                       {{"interface", asked.interface}, {"host", to_string(asked.host)}, {"error", why.text}});
    discovery_.refused(asked.key, "the session cannot be made", id);
}

void AccessConcentrators::session_over(const SessionOver& over) {
    if (const auto holder = holders_.find(over.key); holder != holders_.end()) holder->second->session_over(over.how);
}

void AccessConcentrators::release(SessionKey key, UniqueFd socket, UniqueFd channel) {
    holders_.erase(key);
    discovery_.close(key);
    struct Descriptors {
        UniqueFd socket, channel;
    };
    auto both = std::make_shared<Descriptors>(Descriptors{std::move(socket), std::move(channel)});
    releasing_[key] = workers_.run({}, [both] { *both = {}; }, [this, key] {
        releasing_.erase(key);
        discovery_.released(key);
    });
}

}  // namespace vpdnd::pppoe
