// Gives pppd's authentication server credentials that somebody else obtained: the LAC (proxy authentication, RFC 2661
// section 4.4.5), or this process before it was told to go on by itself. pppd then does all that it does for a user who
// answered: secrets or hooks, Success or Failure with the user's identifier, scripts, later challenges.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

#include "pppd_glue.h"

namespace plugin {

struct Credentials {
    enum class Kind : std::uint8_t { kNone, kPap, kChap };
    Kind kind = Kind::kNone;
    bool is_mschap_v1 = false;  ///< so says the LAC; other kinds of CHAP only LCP tells apart
    std::uint8_t id = 0;
    std::uint8_t name[kMaxName] = {}, challenge[kMaxChapValue] = {}, response[kMaxName] = {};
    std::uint8_t name_length = 0, challenge_length = 0, response_length = 0;

    bool set_name(std::span<const std::uint8_t> value);
    bool set_challenge(std::span<const std::uint8_t> value);
    /// A password (PAP) or the response value (CHAP).
    bool set_response(std::span<const std::uint8_t> value);
    /// A NUL in the name, or in a password: pppd ends them there, whoever else reads them does not, so that both would
    /// judge another user.
    bool has_nul() const {
        const bool in_password = kind == Kind::kPap && std::memchr(response, 0, response_length) != nullptr;
        return in_password || std::memchr(name, 0, name_length) != nullptr;
    }
    /// The response is a secret: it does not stay in memory longer than needed.
    void forget();
};

/// Do the credentials belong to the method that LCP agreed on?
bool fits_negotiated(const Credentials& credentials);

/// Before LCP's upper layers are started: CHAP is held back, and will take up the user's identifier.
void prepare_injection(const Credentials& credentials);
/// After that. False: they could not be used; pppd has started an authentication of its own.
bool inject(Credentials& credentials);
/// The server of the agreed method was stopped after the user's answer was taken: start it again and deliver that.
bool replay(Credentials& credentials);
/// Would pppd let the user in by its own means (pppd_means.c)? Nothing is sent, and the credentials stay.
bool is_known_here(const Credentials& credentials);

}  // namespace plugin
