// A RADIUS client for one purpose (tunnels, users, accounting), and all servers of that purpose. RFC 2865, 2866, 5080, 5997.
//
// No socket, clock, thread or log inside. The owner feeds inputs, each with the present time, then calls take_effects() and carries
// them out in order, then arms one timer for next_deadline(). Nothing here throws or blocks. What a server does wrong ends in
// counters: a reply counts only if it proves itself; else the true one may still come.
//
// Each client has windows of its own to its servers, so that accounting does not take identifiers from logins. Thousands of requests
// may be outstanding: a request costs its attributes, its datagram and one entry for its deadline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "base/time.h"
#include "radius/attribute_frames.h"
#include "radius/client_effects.h"
#include "radius/client_ids.h"
#include "radius/client_info.h"
#include "radius/client_settings.h"
#include "radius/codes.h"
#include "radius/random_source.h"

namespace radius {

/// What is asked. Without Message-Authenticator, which is added, and without Acct-Delay-Time if `happened` is set.
struct Question {
    Code code = Code::kAccessRequest;  ///< or Accounting-Request
    AttributeList attributes;
    std::optional<base::Time> happened{};  ///< of accounting: Acct-Delay-Time tells how long ago, whenever it is sent
};

class Client {
  public:
    /// `random` outlives the client. Other settings need another client: the old one goes on until it is idle().
    Client(ClientSettings settings, RandomSource& random);
    /// Lets go of everything, tells nobody.
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Inputs ------------------------------------------------------------------------------------------------

    /// Answered follows, once. Error: why it is not asked, in words: no server, max-outstanding, or an attribute that cannot be sent.
    tl::expected<RequestId, std::string> ask(base::Time now, Question question);
    /// Nobody wants the answer any more; harmless when it is over.
    void cancel(base::Time now, RequestId request);
    /// A datagram from the socket of this port.
    ReplyVerdict receive(base::Time now, ServerId server, PortId port, Octets datagram);
    /// Answers to OpenPort. Without any port a server counts as dead, and another one is asked.
    void port_opened(base::Time now, ServerId server, PortId port);
    void port_failed(base::Time now, ServerId server, PortId port);
    /// The socket reported an error (ECONNREFUSED…). Whoever can send us a datagram can forge one, so that no server is dead by it; but
    /// what waits for an answer there, and has another server to go to that is alive, goes there now.
    void port_error(base::Time now, ServerId server, PortId port);
    /// Does everything that is due. Harmless when nothing is.
    void on_time(base::Time now);
    /// When on_time() must be called next; empty: when something else happens first.
    std::optional<base::Time> next_deadline() const;
    /// Moves the effects out, oldest first.
    std::vector<ClientEffect> take_effects();

    // Questions ---------------------------------------------------------------------------------------------

    bool idle() const;  ///< nobody waits for an answer
    std::size_t outstanding() const;
    std::uint64_t refused() const;  ///< by most_outstanding
    std::vector<ServerInfo> servers() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace radius
