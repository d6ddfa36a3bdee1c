#include "support/sim_network.h"

#include <algorithm>
#include <type_traits>

namespace sim {

using namespace l2tp;

Address address(std::uint8_t last_octet, std::uint16_t port) {
    Address made;
    made.ip.bytes = {192, 0, 2, last_octet};
    made.port = port;
    return made;
}

TunnelSettings usual_settings(const std::string& name) {
    TunnelSettings settings;
    settings.group = "test";
    settings.local_name = name;
    settings.secret = "secret";
    settings.accept_incoming = true;
    settings.accept_outgoing = true;
    settings.session_limit = 65535;
    settings.single_tunnel = false;  // tests of ties say so
    return settings;
}

// Peer ------------------------------------------------------------------------------------------------------

Peer::Peer(std::string name_, Address address, std::uint64_t seed)
    : serving(usual_settings(name_)), name(std::move(name_)), own(address), generator_(seed) {
    restart();
}

void Peer::random(std::span<std::uint8_t> out) {
    expect(!handing_over_, "random numbers are asked for when nothing happened");
    if (!scripted_random.empty() && scripted_random.front().size() == out.size()) {
        std::copy(scripted_random.front().begin(), scripted_random.front().end(), out.begin());
        scripted_random.pop_front();
        return;
    }
    for (auto& octet : out) octet = static_cast<std::uint8_t>(generator_());
}

TunnelSettingsPtr Peer::serve(const Sccrq&, const Path& path, NotServed* why) {
    if (served_by) return served_by(path.remote.ip);
    if (serves) return std::make_shared<const TunnelSettings>(serving);
    why->told = "nobody serves this host";
    return nullptr;
}

void Peer::reply_path_unused(const Path&, Duration) {
    expect(!handing_over_, "a path is given back when nothing happened");
}

bool Peer::tunnel_id_free(TunnelId id) { return id.value <= highest_id; }

std::optional<Path> Peer::reply_path(const Path& path) {
    if (replies_from) return replies_from(path);
    auto out = path;
    const auto used = [&] { return std::ranges::any_of(paths_up, [&](const auto& one) { return one.second == out; }); };
    while (equal_paths_collide && used()) out.local.port = static_cast<std::uint16_t>(out.local.port + 1000);
    return out;
}

void Peer::restart() {
    endpoint_ = std::make_unique<Endpoint>(limits, *this, tracer);
    events.clear();
    outbox.clear();
    up.clear();
    tunnels_up.clear();
    paths_up.clear();
    preparing_.clear();
}

void Peer::hand_over() {
    handing_over_ = true;
    const auto record = endpoint_->save();
    endpoint_.reset();
    endpoint_ = Endpoint::adopt(record, *this, tracer);
    expect(endpoint_->save() == record, "what was adopted is not what was saved");
    handing_over_ = false;
}

void Peer::expect(bool holds, const std::string& what) {
    if (!holds) violations.push_back(name + ": " + what);
}

void Peer::note(Time now, const Effect& effect) {
    if (const auto* tunnel_up = std::get_if<TunnelUp>(&effect)) {
        expect(tunnels_up.insert(tunnel_up->tunnel).second, "a tunnel came up twice");
        for (const auto& [id, path] : paths_up)
            expect(!equal_paths_collide || path != tunnel_up->path, "two tunnels on one path are up");
        paths_up[tunnel_up->tunnel] = tunnel_up->path;
    } else if (const auto* tunnel_down = std::get_if<TunnelDown>(&effect)) {
        tunnels_up.erase(tunnel_down->tunnel);
        paths_up.erase(tunnel_down->tunnel);
        expect(tunnel_down->result.result != 0, "a tunnel ended without a reason");
        for (const auto& key : up) expect(key.tunnel != tunnel_down->tunnel, "a tunnel ended in front of its session");
    } else if (const auto* prepare = std::get_if<PrepareSession>(&effect)) {
        expect(tunnels_up.contains(prepare->key.tunnel), "a session is prepared without a tunnel");
        expect(preparing_.insert(prepare->key).second, "a session is prepared twice");
        if (refuses) return endpoint().session_refused(now, prepare->key, *refuses);
        if (!prepares) return;
        endpoint().session_prepared(now, prepare->key);
        if (prepare->role == Role::kLac && prepare->direction == Direction::kOutgoing && line_answers)
            endpoint().session_connected(now, prepare->key, Occn{64000, kFramingSync, {}, false});
    } else if (const auto* session_up = std::get_if<SessionUp>(&effect)) {
        expect(preparing_.contains(session_up->key), "a session came up that was not prepared");
        expect(up.insert(session_up->key).second, "a session came up twice");
    } else if (const auto* session_down = std::get_if<SessionDown>(&effect)) {
        const bool was_up = up.erase(session_down->key) == 1;
        preparing_.erase(session_down->key);
        expect(was_up == session_down->was_established, "was_established does not tell the truth");
        expect(session_down->result.result != 0, "a session ended without a reason");
    }
}

void Peer::run_effects(Time now) {
    for (;;) {
        auto effects = endpoint().take_effects();
        if (effects.empty()) return;
        for (auto& effect : effects) {
            if (auto* datagram = std::get_if<SendDatagram>(&effect)) {
                outbox.push_back(std::move(*datagram));
                continue;
            }
            events.push_back(effect);
            note(now, effect);
        }
    }
}

// Network ---------------------------------------------------------------------------------------------------

Network::Network(std::uint64_t seed, NetworkOptions options_)
    : now(Time{} + std::chrono::hours(1)), options(options_), generator(seed), seed_(seed) {}

Peer& Network::add(const std::string& name, std::uint8_t last_octet) {
    peers_.push_back(std::make_unique<Peer>(name, address(last_octet), seed_ * 31 + last_octet));
    return *peers_.back();
}

void Network::inject(const Path& at_receiver, Bytes datagram) {
    flights_.emplace(now, Flight{at_receiver, std::move(datagram)});
}

void Network::launch(const SendDatagram& datagram) {
    std::uniform_real_distribution<double> chance(0, 1);
    const auto fly = [&] {
        std::uniform_int_distribution<Duration::rep> delay(options.delay_min.count(), options.delay_max.count());
        flights_.emplace(now + Duration(delay(generator)),
                         Flight{{datagram.path.remote, datagram.path.local}, datagram.bytes});
    };
    if (keep_sent) sent.push_back(datagram);
    if (lose && lose(datagram)) return;
    if (chance(generator) < options.loss) return;
    fly();
    if (chance(generator) < options.duplication) fly();
}

void Network::collect() {
    for (auto& peer : peers_) {
        peer->run_effects(now);
        while (!peer->outbox.empty()) {
            launch(peer->outbox.front());
            peer->outbox.pop_front();
        }
    }
}

void Network::settle() { collect(); }

bool Network::step(Time until) {
    collect();
    auto next = until;
    if (!flights_.empty()) next = std::min(next, flights_.begin()->first);
    for (const auto& peer : peers_)
        if (const auto at = peer->endpoint().next_deadline()) next = std::min(next, *at);
    now = std::max(now, next);
    for (auto& peer : peers_) {
        peer->endpoint().on_time(now);
        peer->run_effects(now);
    }
    while (!flights_.empty() && flights_.begin()->first <= now) {
        const auto flight = std::move(flights_.begin()->second);
        flights_.erase(flights_.begin());
        for (auto& peer : peers_) {
            if (peer->own.ip != flight.at_receiver.local.ip) continue;
            peer->endpoint().receive(now, flight.at_receiver, flight.datagram);
            peer->run_effects(now);
        }
    }
    collect();
    return now < until;
}

void Network::run_for(Duration duration) {
    const auto until = now + duration;
    while (step(until)) {
    }
}

bool Network::run_until(const std::function<bool()>& condition, Duration limit) {
    const auto until = now + limit;
    collect();
    while (!condition())
        if (!step(until)) return condition();
    return true;
}

std::optional<TunnelId> Network::open(Peer& from, const Peer& to, bool stay) {
    const auto opened = from.endpoint().open_tunnel(now, {from.own, to.own}, std::make_shared<const TunnelSettings>(from.serving), stay);
    return opened ? std::optional(*opened) : std::nullopt;
}

std::optional<Message> message_in(const Bytes& datagram, std::string_view secret) {
    const auto header = decode_header(datagram);
    if (!header) return std::nullopt;
    const auto body = message_body(datagram, *header);
    if (body.empty()) return std::nullopt;
    auto decoded = decode_message(body, {secret, false});
    return decoded ? decoded->message : std::nullopt;
}

std::vector<std::string> names_sent(const Network& network, const Peer& from) {
    std::vector<std::string> names;
    for (const auto& datagram : network.sent) {
        if (datagram.path.local.ip != from.own.ip) continue;
        const auto message = message_in(datagram.bytes, from.serving.secret.view());
        names.emplace_back(message ? name_of(type_of(*message)) : "ZLB");
    }
    return names;
}

}  // namespace sim
