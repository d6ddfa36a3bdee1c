// All that a client asks of its owner, who takes the effects after each input and carries them out in order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "radius/attributes.h"
#include "radius/client_ids.h"

namespace radius {

/// Make a UDP socket, connected to the server, on any local port; then say port_opened() or port_failed(), at once or later. A
/// connected socket hears nobody else.
struct OpenPort {
    ServerId server{};
    PortId port{};
};

/// The socket is not needed any more. Its number may be used again in an OpenPort.
struct ClosePort {
    ServerId server{};
    PortId port{};
};

/// Send it. What cannot be sent is as if it were lost: it is repeated.
struct SendDatagram {
    ServerId server{};
    PortId port{};
    base::Bytes bytes;
};

enum class Outcome : std::uint8_t {
    kAccepted,    ///< Access-Accept
    kRejected,    ///< Access-Reject, or an Accept that cannot be used (RFC 2865 section 5): `why` says so
    kChallenged,  ///< Access-Challenge; whoever cannot ask the user treats it as a Reject (RFC 2865 section 4.4)
    kRecorded,    ///< Accounting-Response
    kNoAnswer,    ///< no server answered
};

/// The end of a request: there is exactly one for each that ask() took and that was not cancelled.
struct Answered {
    RequestId request{};
    Outcome outcome = Outcome::kNoAnswer;
    std::optional<ServerId> server;  ///< who answered
    AttributeList attributes;        ///< hidden ones in the clear
    std::string why;                 ///< where the outcome alone does not say it; no secret in it
};

/// Something about a server that whoever runs it wants to know; told when it begins, not each time.
enum class ServerNews : std::uint8_t {
    kDead,         ///< it does not answer; others are asked
    kBack,         ///< it answered again
    kWrongSecret,  ///< its answers are not made with our secret (or somebody forges them)
    kUnsigned,     ///< its answers are dropped, for they have no Message-Authenticator
};
struct ServerChanged {
    ServerId server{};
    ServerNews news{};
};

using ClientEffect = std::variant<OpenPort, ClosePort, SendDatagram, Answered, ServerChanged>;

}  // namespace radius
