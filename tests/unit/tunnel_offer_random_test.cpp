// What an Access-Accept says of tunnels, at random.
#include <random>

#include "radius/tunnel_offer.h"
#include "support/catch.h"

using namespace vpdnd;
using namespace radius::literals;
using Texts = std::vector<std::string>;

TEST_CASE("Whatever an accept says, it is an offer whose LNSs can be asked, or an error", "[radius]") {
    std::mt19937 random(GENERATE(range(1u, 21u)));
    const auto below = [&](std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random); };
    const Texts values = {"192.0.2.1", "2001:db8::1", "lns", "", " ", "/,", "l2tp", "yes", "30", "-1", "300.1.1.1", std::string(3, '\0'),
                          std::string(240, 'x'), "\xff\xfe", "a=b*c"};
    const Texts names = {"tunnel-type", "tunnel-id", "ip-addresses", "source-ip", "vpdn-group", "l2tp-tunnel-password", "unknown",
                         "l2tp-hello-interval", "l2tp-busy-disconnect", ""};
    for (int round = 0; round < 500; ++round) {
        radius::AttributeList attributes;
        for (auto count = below(8); count > 0; --count) {
            const auto& value = values[below(values.size())];
            const auto tag = static_cast<std::uint8_t>(below(4));
            switch (below(6)) {
                case 0: attributes.add("Tunnel-Type"_attr, static_cast<std::uint32_t>(below(5)), tag); break;
                case 1: attributes.add("Tunnel-Server-Endpoint"_attr, value, tag); break;
                case 2: attributes.add("Tunnel-Client-Auth-Id"_attr, value, tag); break;
                case 3: attributes.add("Tunnel-Preference"_attr, static_cast<std::uint32_t>(below(3)), tag); break;
                case 4: attributes.add("Tunnel-Password"_attr, base::Secret(value), tag); break;
                default: attributes.add("Cisco-AVPair"_attr, "vpdn:" + names[below(names.size())] + "=" + value);
            }
        }
        const auto offer = read_tunnel_offer(attributes);
        if (!offer) CHECK_FALSE(offer.error().empty());
        if (!offer) continue;
        for (const auto& one : offer->tunnels) {
            CHECK_FALSE(one.address.empty());
            CHECK(one.priority >= 1);
            CHECK(one.priority <= offer->tunnels.size());
        }
    }
}
