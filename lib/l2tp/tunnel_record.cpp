// A tunnel written out as a record, and read back.
#include <utility>

#include "l2tp/records.h"
#include "l2tp/tunnel.h"

namespace l2tp {

Tunnel::Tunnel(TunnelRecord record, TunnelSettingsPtr settings, Context& context)
    : state_(record.state), initiated_(record.initiated), stay_(record.stay), accepted_(record.accepted),
      was_established_(record.was_established), link_(std::move(record.link), std::move(settings)),
      handshake_(std::move(record.handshake)), origin_{record.request_digest, record.request_tie_breaker}, since_(record.since),
      timers_(record.timers), probe_(record.probe), calls_(std::move(record.calls), context, link_.settings().group) {}

TunnelRecord Tunnel::save(std::uint32_t settings) const {
    return {.state = state_, .initiated = initiated_, .stay = stay_, .accepted = accepted_,
            .was_established = was_established_, .request_digest = origin_.digest, .request_tie_breaker = origin_.tie_breaker,
            .since = since_, .timers = timers_.table(), .probe = probe_, .link = link_.save(settings), .handshake = handshake_.save(),
            .calls = calls_.save(), .silent_ticket = 0};
}

}  // namespace l2tp
