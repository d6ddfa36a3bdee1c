// The inside of a client: its requests and servers. Only client*.cpp include it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "radius/client.h"
#include "radius/pace.h"
#include "radius/packet_writer.h"
#include "radius/port_set.h"

namespace radius {

/// One identifier that a request holds until it is over: an answer to any of them ends it, whenever that comes.
struct Seal {
    ServerId server{};
    PortId port{};
    SentRequest sent;
};

struct Pending {
    RequestId id{};
    Question question;
    base::Time asked{};
    bool is_probe_only = false;      ///< a Status-Server of our own: nobody waits for it
    bool is_queued = true;           ///< waits for its turn at `server`; else it was sent and waits for the answer
    bool has_one_try = false;        ///< it finds out whether `server` is back, and has somewhere else to go
    ServerId server{};
    unsigned sent = 0;               ///< times, to `server`
    base::Time first_sent{}, last_sent{};  ///< to `server`
    base::Duration timeout{};
    base::Time deadline = base::kNever;
    std::uint32_t delay_told = 0;    ///< Acct-Delay-Time in `octets`
    base::Bytes octets;              ///< as last sent
    std::vector<Seal> seals;
    std::vector<bool> tried;         ///< by server
};

struct Server {
    explicit Server(ServerSettings of, const ClientSettings& all)
        : settings(std::move(of)), ports(all.most_ports), pace(all.burst, all.per_millisecond) {}

    ServerSettings settings;
    PortSet ports;
    Pace pace;
    std::deque<RequestId> repeats, fresh;  ///< who waits for his turn; entries of those who left are passed over
    base::Time wake = base::kNever;        ///< when somebody of them can be sent
    base::Time no_port_before{};           ///< after a failure
    ServerState state = ServerState::kAlive;
    base::Time dead_until{};
    std::optional<RequestId> probe;        ///< while probing
    std::optional<base::Time> last_heard;  ///< a genuine answer
    base::Duration last_answer_took{};
    bool signs = false;
    bool told_wrong_secret = false, told_unsigned = false;
    unsigned not_authentic_in_a_row = 0;
    ServerCounters counters;
};

struct Client::State {
    State(ClientSettings settings, RandomSource& source);

    // client_requests.cpp: the life of a request
    tl::expected<RequestId, std::string> ask(base::Time now, Question question);
    void finish(base::Time now, Pending& request, Answered&& result);
    void let_go(base::Time now, RequestId request);
    void set_deadline(Pending& request, base::Time at);
    base::Time gives_up_at(const Pending& request) const;
    void on_deadline(base::Time now, Pending& request);
    void timed_out(base::Time now, Pending& request);

    // client_sending.cpp: what goes out, and when
    void pump(base::Time now, ServerId server);
    void transmit(base::Time now, Pending& request);
    bool find_identifier(base::Time now, Pending& request);
    bool write(base::Time now, Pending& request, PortPlace place);
    tl::expected<WrittenRequest, PacketError> written(base::Time now, const Pending& request, ServerId server,
                                                      std::uint8_t identifier, bool sign);
    void renew(base::Time now, Pending& request);
    Pending* next_in(std::deque<RequestId>& queue, ServerId server);
    void close_idle_ports(base::Time now, ServerId server);

    // client_servers.cpp: which server is asked
    std::optional<ServerId> choose(base::Time now, const Pending& request) const;
    bool has_alive(const Pending& request) const;
    bool may_be_probed(base::Time now, const Server& server) const;
    void place(base::Time now, Pending& request, ServerId server);
    void move_on(base::Time now, Pending& request);
    void die(base::Time now, ServerId server, RequestId except);
    void heard(base::Time now, ServerId server);
    void unreachable(base::Time now, ServerId server, PortId port);
    void forget_probe(base::Time now, RequestId request);
    void send_status_server(base::Time now, ServerId server);

    // client_answers.cpp
    ReplyVerdict receive(base::Time now, ServerId server, PortId port, Octets datagram);
    ReplyVerdict refuse(ServerId server, const PacketError& error);
    ReplyVerdict take_answer(base::Time now, ServerId from, Pending& request, Octets datagram, const Seal& seal);

    Server& at(ServerId id) { return servers[index_of(id)]; }
    const Server& at(ServerId id) const { return servers[index_of(id)]; }
    bool knows(ServerId id) const { return index_of(id) < servers.size(); }

    ClientSettings settings;
    RandomSource& random;
    std::vector<Server> servers;
    std::vector<ServerId> order;  ///< by priority
    std::unordered_map<RequestId, Pending> requests;
    std::set<std::pair<base::Time, RequestId>> deadlines;
    std::uint64_t last_id = 0;
    std::size_t probes_only = 0;  ///< of `requests`
    std::uint64_t refused = 0;
    std::vector<ClientEffect> effects;
};

}  // namespace radius
