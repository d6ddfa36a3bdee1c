// Single octets that the RFC asks for.
#include "l2tp/avp.h"
#include "l2tp/message_codec.h"
#include "l2tp/reliable_channel.h"
#include "support/catch.h"
#include "support/hex.h"

using namespace l2tp;

TEST_CASE("The reserved octets of Call Errors and ACCM are 0", "[rfc2661][4.4.6-02][4.4.6-03][6-01]") {
    const auto wen = testing::to_hex(encode_message(Wen{~0u, ~0u, ~0u, ~0u, ~0u, ~0u}, {}));
    CHECK(wen.ends_with("802000000022" "0000" "ffffffffffffffffffffffffffffffffffffffffffffffff"));
    const auto sli = testing::to_hex(encode_message(Sli{~0u, ~0u}, {}));
    CHECK(sli.ends_with("801000000023" "0000" "ffffffffffffffff"));
}

TEST_CASE("A Random Vector of 16 octets stands in front of the first hidden AVP", "[rfc2661][4.4.1-05][4.3-02]") {
    const auto datagram = encode_message(Icrp{{1}}, {}, {true, "secret", true, [](std::span<std::uint8_t> out) {
        for (auto& octet : out) octet = 7;
    }});
    const std::span<const std::uint8_t> all(datagram);
    AvpReader reader(all.subspan(kControlHeaderSize));
    CHECK(reader.next()->type == 0);
    const auto vector = reader.next();
    REQUIRE(vector);
    CHECK(vector->type == 36);
    CHECK_FALSE(vector->hidden);
    CHECK(vector->mandatory);
    CHECK(vector->value.size() == 16);
    CHECK(reader.next()->hidden);
}

TEST_CASE("A cap under 8 s on the wait for an acknowledgement is not used", "[rfc2661][5.8-10]") {
    TunnelSettings settings;
    settings.retransmit_max = std::chrono::seconds(1);
    CHECK(retransmission_cycle(settings) == std::chrono::seconds(1 + 2 + 4 + 8 + 8 + 8));
    settings.retransmit_max = std::chrono::seconds(16);
    CHECK(retransmission_cycle(settings) == std::chrono::seconds(1 + 2 + 4 + 8 + 16 + 16));
}
