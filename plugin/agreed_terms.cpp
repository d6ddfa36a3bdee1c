#include "agreed_terms.h"

#include "agreed_options.h"
#include "report.h"

namespace plugin {
namespace {

constinit AgreedOptions agreed;

}  // namespace

void terms_sent(std::span<const std::uint8_t> frame) { agreed.sent(frame); }
void terms_received(std::span<const std::uint8_t> frame) { agreed.received(frame); }

void terms_are_proxied(std::span<const std::uint8_t> sent, std::span<const std::uint8_t> received) {
    agreed.set(kProtocolLcp, sent, received);
}

void report_terms(unsigned protocol) { report_negotiated(protocol, agreed.ours(protocol), agreed.users(protocol)); }

}  // namespace plugin
