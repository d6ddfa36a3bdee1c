// What a client is told once. All of it comes from the configuration.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/secret.h"
#include "base/time.h"

namespace radius {

/// Must answers to Access-Requests have a Message-Authenticator? Answers to accounting need none.
enum class SignatureRule : std::uint8_t {
    kRequired,
    kAuto,      ///< from the first signed answer of that server on
    kOptional,  ///< never; open to CVE-2024-3596
};

struct ServerSettings {
    std::string name;        ///< for texts, "192.0.2.1:1812"
    base::Secret secret;     ///< shared with that server
    unsigned priority = 1;   ///< lower is asked first; equal ones in their order
    SignatureRule signature = SignatureRule::kRequired;
    bool sign_accounting = false;  ///< a Message-Authenticator in Accounting-Requests too
    /// A dead server is asked with Status-Server (RFC 5997) whether it is back; only for one that knows that, or it stays dead. Else a
    /// request finds out, that goes to another server if it is not answered at once.
    bool status_server = false;
};

struct ClientSettings {
    std::vector<ServerSettings> servers;

    // Repetition, by the names of RFC 5080 section 2.2.1. Each time is made up to a tenth longer or shorter.
    base::Duration first_timeout = std::chrono::seconds(2);     ///< IRT; doubles with each repetition
    base::Duration longest_timeout = std::chrono::seconds(16);  ///< MRT
    unsigned tries = 3;                                         ///< MRC, of one server
    base::Duration give_up_after = std::chrono::seconds(30);    ///< MRD, all servers together; 0: never
    base::Duration dead_time = std::chrono::seconds(60);        ///< a silent server is left alone so long

    // What is put on a server at once: a receive buffer holds only so much.
    unsigned burst = 64;
    unsigned per_millisecond = 16;  ///< 1 to 1000

    std::size_t most_outstanding = 4096;  ///< then ask() refuses
    std::uint16_t most_ports = 16;        ///< sockets to one server, 256 requests each
    base::Duration port_idle = std::chrono::seconds(60);  ///< all but the first are closed when unused for so long

    /// Is an Accounting-Request written anew, with another identifier, when its Acct-Delay-Time has changed by the time it
    /// is repeated (RFC 2866 section 3)? False: repeated as it is, so that a server recognises the repetition; written anew only for
    /// another server.
    bool renew_delay = true;
};

}  // namespace radius
