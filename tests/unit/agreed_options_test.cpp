// What the plugin sees of Configure-Requests and their acknowledgements.
#include <vector>

#include "plugin/agreed_options.h"
#include "support/catch.h"

using namespace plugin;

namespace {

using Octets = std::vector<std::uint8_t>;

Octets frame(unsigned protocol, std::uint8_t code, std::uint8_t identifier, const Octets& options) {
    Octets out{0xff, 3, static_cast<std::uint8_t>(protocol >> 8), static_cast<std::uint8_t>(protocol), code, identifier,
               static_cast<std::uint8_t>((options.size() + 4) >> 8), static_cast<std::uint8_t>(options.size() + 4)};
    out.insert(out.end(), options.begin(), options.end());
    return out;
}

Octets octets(AgreedOptions::Octets from) { return {from.begin(), from.end()}; }

const Octets kMru{1, 4, 5, 0xd4}, kMagic{5, 6, 1, 2, 3, 4}, kAddress{3, 6, 10, 0, 0, 1};
constexpr std::uint8_t kRequest = 1, kAck = 2, kNak = 3;

}  // namespace

TEST_CASE("What both sides acknowledged is kept, of each protocol on its own", "[plugin]") {
    AgreedOptions agreed;
    agreed.sent(frame(kProtocolLcp, kRequest, 1, kMru));
    agreed.received(frame(kProtocolLcp, kRequest, 7, kMagic));
    CHECK(agreed.ours(kProtocolLcp).empty());
    CHECK(agreed.users(kProtocolLcp).empty());
    agreed.sent(frame(kProtocolLcp, kAck, 7, kMagic));
    agreed.received(frame(kProtocolLcp, kAck, 1, kMru));
    CHECK(octets(agreed.ours(kProtocolLcp)) == kMru);
    CHECK(octets(agreed.users(kProtocolLcp)) == kMagic);
    agreed.sent(frame(kProtocolIpcp, kAck, 7, kAddress));
    CHECK(octets(agreed.users(kProtocolIpcp)) == kAddress);
    CHECK(agreed.users(kProtocolIpv6cp).empty());
    CHECK(octets(agreed.users(kProtocolLcp)) == kMagic);
}

TEST_CASE("An acknowledgement of another request than the last one, a Nak and other protocols say nothing", "[plugin]") {
    AgreedOptions agreed;
    agreed.received(frame(kProtocolLcp, kAck, 0, kMru));
    CHECK(agreed.ours(kProtocolLcp).empty());
    agreed.sent(frame(kProtocolLcp, kRequest, 1, kMru));
    agreed.sent(frame(kProtocolLcp, kRequest, 2, kMagic));
    agreed.received(frame(kProtocolLcp, kAck, 1, kMru));
    agreed.received(frame(kProtocolLcp, kNak, 2, kMru));
    agreed.sent(frame(kProtocolLcp, kNak, 3, kMru));
    CHECK(agreed.ours(kProtocolLcp).empty());
    CHECK(agreed.users(kProtocolLcp).empty());
    agreed.sent(frame(0x80fd, kRequest, 1, kMru));
    agreed.received(frame(0x80fd, kAck, 1, kMru));
    CHECK(agreed.ours(0x80fd).empty());
    agreed.received(frame(kProtocolLcp, kAck, 2, kMagic));
    agreed.received(frame(kProtocolLcp, kAck, 2, kMru));  // repeated, and forged
    CHECK(octets(agreed.ours(kProtocolLcp)) == kMagic);
}

TEST_CASE("Padding is no option, and a packet whose length is wrong is none", "[plugin]") {
    AgreedOptions agreed;
    auto padded = frame(kProtocolLcp, kAck, 1, kMru);
    padded.insert(padded.end(), 20, 0);
    agreed.sent(padded);
    CHECK(octets(agreed.users(kProtocolLcp)) == kMru);
    auto longer = frame(kProtocolLcp, kAck, 1, kMagic);
    longer[7] = 200;
    agreed.sent(longer);
    auto shorter = frame(kProtocolLcp, kAck, 1, kMagic);
    shorter[7] = 3;
    agreed.sent(shorter);
    agreed.sent(Octets{0xff, 3, 0xc0, 0x21, 2});
    CHECK(octets(agreed.users(kProtocolLcp)) == kMru);
    agreed.sent(frame(kProtocolLcp, kAck, 1, Octets(300, 1)));
    CHECK(agreed.users(kProtocolLcp).empty());
}

TEST_CASE("What the LAC negotiated counts as agreed on until there is something else", "[plugin]") {
    AgreedOptions agreed;
    agreed.set(kProtocolLcp, kMru, kMagic);
    CHECK(octets(agreed.ours(kProtocolLcp)) == kMru);
    CHECK(octets(agreed.users(kProtocolLcp)) == kMagic);
    agreed.sent(frame(kProtocolLcp, kAck, 4, kMru));
    CHECK(octets(agreed.users(kProtocolLcp)) == kMru);
}
