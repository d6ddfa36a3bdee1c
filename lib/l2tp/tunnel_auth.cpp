#include "l2tp/tunnel_auth.h"

#include <nettle/md5.h>
#include <nettle/memops.h>

namespace l2tp {

ChallengeResponse challenge_response(MessageType carried_in, std::string_view secret,
                                     std::span<const std::uint8_t> challenge) {
    // The CHAP identifier of section 4.4.3 is the low octet of the message type.
    const auto identifier = static_cast<std::uint8_t>(carried_in);
    md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, 1, &identifier);
    md5_update(&md5, secret.size(), reinterpret_cast<const std::uint8_t*>(secret.data()));
    md5_update(&md5, challenge.size(), challenge.data());
    ChallengeResponse response;
    static_assert(response.size() == MD5_DIGEST_SIZE);
    md5_digest(&md5, response.size(), response.data());
    return response;
}

bool equal_in_constant_time(const ChallengeResponse& a, const ChallengeResponse& b) {
    return memeql_sec(a.data(), b.data(), a.size()) != 0;
}

}  // namespace l2tp
