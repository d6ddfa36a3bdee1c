// Two or more endpoints in virtual time, joined by a network that loses, doubles, delays and reorders datagrams.
// Everything random comes from one seed, so that a run can be replayed. Nothing sleeps: the clock jumps.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "l2tp/endpoint.h"
#include "l2tp/header.h"
#include "l2tp/message_codec.h"

namespace sim {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct NetworkOptions {
    double loss = 0;
    double duplication = 0;
    l2tp::Duration delay_min = milliseconds(5);
    l2tp::Duration delay_max = milliseconds(5);  ///< above delay_min: datagrams overtake each other
};

l2tp::Address address(std::uint8_t last_octet, std::uint16_t port = 1701);
/// Settings of a peer that serves both kinds of call, with a secret.
l2tp::TunnelSettings usual_settings(const std::string& name);

/// A program around an endpoint: answers its questions, carries out its effects, remembers what it was told.
class Peer : public l2tp::Host {
  public:
    Peer(std::string name, l2tp::Address address, std::uint64_t seed);

    // What it answers; may be changed at any time.
    l2tp::TunnelSettings serving;                 ///< for tunnels that others open, and opened ones
    l2tp::EndpointSettings limits;
    bool serves = true;
    /// Asked in place of `serving` and `serves`, if set, who serves a request from there; null: nobody.
    std::function<l2tp::TunnelSettingsPtr(const l2tp::IpAddress&)> served_by;
    bool listens = true;                          ///< to requests for tunnels
    bool prepares = true;                         ///< answer PrepareSession at once
    std::optional<l2tp::ResultCode> refuses;      ///< with this
    bool line_answers = true;                     ///< LAC, outgoing call
    std::uint16_t highest_id = 65535;             ///< tunnel ids above are taken by others
    std::deque<l2tp::Bytes> scripted_random;      ///< taken in front of the generator's numbers
    std::function<std::optional<l2tp::Path>(const l2tp::Path&)> replies_from;
    bool equal_paths_collide = false;             ///< two established tunnels on one path lose data; one is answered elsewhere
    l2tp::Tracer* tracer = nullptr;               ///< of the next endpoint: call restart()
    bool hands_over = false;                      ///< in front of whatever is done with the endpoint

    void random(std::span<std::uint8_t> out) override;
    bool listens_on(const l2tp::Address&) override { return listens; }
    l2tp::TunnelSettingsPtr serve(const l2tp::Sccrq& request, const l2tp::Path& path, l2tp::NotServed* why) override;
    bool tunnel_id_free(l2tp::TunnelId id) override;
    std::optional<l2tp::Path> reply_path(const l2tp::Path& path) override;
    bool paths_collide(const l2tp::Path&) override { return equal_paths_collide; }
    std::optional<l2tp::Path> successor_path(const l2tp::Path& path) override { return path; }
    void reply_path_unused(const l2tp::Path& path, l2tp::Duration draining) override;

    l2tp::Endpoint& endpoint() {
        if (hands_over) hand_over();
        return *endpoint_;
    }
    const l2tp::Endpoint& endpoint() const { return *endpoint_; }
    /// The endpoint is written out and destroyed, and another one goes on from the record.
    void hand_over();
    /// The program dies and starts again: nothing is told to anybody.
    void restart();
    /// Takes the effects and carries them out.
    void run_effects(l2tp::Time now);

    template <class T>
    std::vector<T> all() const {
        std::vector<T> found;
        for (const auto& effect : events)
            if (const auto* one = std::get_if<T>(&effect)) found.push_back(*one);
        return found;
    }
    template <class T>
    std::optional<T> last() const {
        const auto found = all<T>();
        return found.empty() ? std::nullopt : std::optional(found.back());
    }

    const std::string name;
    const l2tp::Address own;
    std::vector<l2tp::Effect> events;             ///< all effects but SendDatagram, since the last restart
    std::deque<l2tp::SendDatagram> outbox;
    std::set<l2tp::SessionKey> up;                ///< established sessions, by the effects
    std::set<l2tp::TunnelId> tunnels_up;
    std::map<l2tp::TunnelId, l2tp::Path> paths_up;  ///< of them
    std::vector<std::string> violations;          ///< effects that contradict each other

  private:
    void note(l2tp::Time now, const l2tp::Effect& effect);
    void expect(bool holds, const std::string& what);

    bool handing_over_ = false;
    std::mt19937_64 generator_;
    std::set<l2tp::SessionKey> preparing_;
    std::unique_ptr<l2tp::Endpoint> endpoint_;
};

class Network {
  public:
    explicit Network(std::uint64_t seed, NetworkOptions options = {});

    Peer& add(const std::string& name, std::uint8_t last_octet);
    /// Carries out what waits, without letting time pass.
    void settle();
    void run_for(l2tp::Duration duration);
    /// False if it did not become true within `limit`.
    bool run_until(const std::function<bool()>& condition, l2tp::Duration limit);
    /// Puts a datagram on the way by hand.
    void inject(const l2tp::Path& at_receiver, l2tp::Bytes datagram);

    std::optional<l2tp::TunnelId> open(Peer& from, const Peer& to, bool stay = false);

    l2tp::Time now;
    NetworkOptions options;
    std::mt19937_64 generator;
    /// Asked about each datagram, sender's path; true: it is lost.
    std::function<bool(const l2tp::SendDatagram&)> lose;
    std::vector<l2tp::SendDatagram> sent;         ///< every datagram, if keep_sent
    bool keep_sent = true;

  private:
    struct Flight {
        l2tp::Path at_receiver;
        l2tp::Bytes datagram;
    };
    void collect();
    void launch(const l2tp::SendDatagram& datagram);
    bool step(l2tp::Time until);

    std::vector<std::unique_ptr<Peer>> peers_;
    std::multimap<l2tp::Time, Flight> flights_;
    std::uint64_t seed_;
};

/// The message in a datagram; empty for a ZLB.
std::optional<l2tp::Message> message_in(const l2tp::Bytes& datagram, std::string_view secret = "secret");
/// "SCCRQ", "ZLB", ... of each datagram that `from` sent.
std::vector<std::string> names_sent(const Network& network, const Peer& from);

}  // namespace sim
