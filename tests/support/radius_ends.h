// A RADIUS client with its owner, and scripted servers behind a network that loses, delays and doubles, in virtual time. All that is
// random comes from one seed. Nothing sleeps: the clock jumps.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "radius/client.h"
#include "radius/packet_reader.h"
#include "radius/packet_writer.h"
#include "support/radius_random.h"

namespace sim {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What a server does with a genuine request: code and attributes of its answer; empty: it stays silent.
struct RadiusReply {
    radius::Code code{};
    radius::AttributeList attributes{};
};

struct RadiusServer {
    base::Secret secret = base::Secret("testing123");
    bool silent = false;
    base::Duration thinks = base::Duration::zero();
    bool signs = true;
    /// Asked for each request that is no repetition; without it Accept or Accounting-Response.
    std::function<std::optional<RadiusReply>(const radius::Packet&)> decides;
    /// May alter, or replace, the answer on its way.
    std::function<std::vector<base::Bytes>(base::Bytes)> answers_with;

    // What it saw.
    std::vector<radius::Packet> requests;  ///< without repetitions
    std::size_t datagrams = 0, repetitions = 0, refused = 0;
    base::Time last_datagram{};
    std::size_t most_in_a_millisecond = 0;

    /// Requests that were answered, by port, identifier and authenticator (RFC 5080 section 2.2.2).
    std::map<std::string, base::Bytes> answered;
    std::size_t in_this_millisecond = 0;
    base::Time millisecond{};
};

struct RadiusNetwork {
    double loss = 0;
    double duplication = 0;
    base::Duration delay_min = milliseconds(1), delay_max = milliseconds(1);
};

class RadiusWorld {
  public:
    RadiusWorld(radius::ClientSettings settings, std::uint64_t seed = 1);

    radius::RequestId ask(radius::Question question);
    /// A login of that user; its answer will be in `results`.
    radius::RequestId ask_user(const std::string& name);
    /// Carries out the effects, without letting time pass.
    void settle();
    void run_for(base::Duration duration);
    /// False if it did not become true within `limit`.
    bool run_until(const std::function<bool()>& condition, base::Duration limit);

    base::Time now = base::Time(std::chrono::hours(1));
    testing::SeededRandom random;
    std::vector<RadiusServer> servers;
    RadiusNetwork network;
    radius::Client client;

    std::map<radius::RequestId, radius::Answered> results;
    std::map<radius::RequestId, base::Time> asked, ended;
    std::vector<radius::ServerChanged> news;
    std::vector<std::string> violations;  ///< effects that contradict each other
    std::map<std::size_t, std::size_t> ports_open, most_ports_open;  ///< by server
    bool ports_fail = false;
    std::size_t ports_asked = 0;
    std::vector<radius::ReplyVerdict> verdicts;

  private:
    struct Flight {
        bool to_server = false;
        radius::ServerId server{};
        radius::PortId port{};
        base::Bytes octets;
    };
    using Place = std::pair<radius::ServerId, radius::PortId>;

    void carry_out(const radius::ClientEffect& effect);
    void launch(Flight flight);
    void arrive(const Flight& flight);
    void serve(const Flight& flight);
    void answer(const Flight& request, RadiusServer& server);
    bool step(base::Time until);
    double chance();

    std::mt19937_64 generator_;
    std::multimap<base::Time, Flight> flights_;
    std::map<Place, bool> open_;
};

/// Settings for that many servers, in the order of their priority, with the secret of RadiusServer.
radius::ClientSettings radius_settings(std::size_t servers);

}  // namespace sim
