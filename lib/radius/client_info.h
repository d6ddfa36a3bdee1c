// What can be seen of a client.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/time.h"

namespace radius {

/// What a datagram from a server was. All but kAnswer change nothing but a counter.
enum class ReplyVerdict : std::uint8_t {
    kAnswer,
    kUnexpected,     ///< no request with this identifier waits at this port: late, or a second answer
    kMalformed,      ///< length or framing
    kWrongCode,
    kNotAuthentic,   ///< Response Authenticator
    kUnsigned,       ///< no Message-Authenticator where one is required
    kWrongSignature, ///< Message-Authenticator
};

struct ServerCounters {
    std::uint64_t requests = 0;     ///< first sendings of a request to it
    std::uint64_t repetitions = 0;
    std::uint64_t accepts = 0, rejects = 0, challenges = 0, accounting_responses = 0;
    std::uint64_t timeouts = 0;     ///< requests that used up their tries
    std::uint64_t unexpected = 0, malformed = 0, wrong_code = 0, not_authentic = 0, unsigned_answers = 0, wrong_signature = 0;
    std::uint64_t bad_attributes = 0;  ///< genuine answers with an attribute that is not as it should be
    std::uint64_t port_errors = 0;  ///< ICMP, as the sockets tell
    std::uint64_t deaths = 0;
};

enum class ServerState : std::uint8_t { kAlive, kDead, kProbing };

struct ServerInfo {
    std::string name;
    ServerState state = ServerState::kAlive;
    base::Time dead_until = base::kNever;  ///< if dead
    bool signs = false;                    ///< a signed answer was seen
    std::size_t outstanding = 0;           ///< requests that are with it now, sent or waiting for their turn
    std::size_t ports = 0;                 ///< open
    base::Duration last_answer_took{};     ///< from the last sending; 0: none yet
    ServerCounters counters;
};

}  // namespace radius
