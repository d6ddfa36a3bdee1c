// ADDRESS of `l2tpctl tunnel open`.
#include "control/tunnel_opener.h"
#include "support/catch.h"

using vpdnd::parse_target;

TEST_CASE("a tunnel's target is a name or an address, with or without a port", "[control]") {
    struct Case {
        const char* text;
        const char* name;
        std::uint16_t port;
    };
    for (const auto& [text, name, port] : {Case{"lns.example.net", "lns.example.net", 1701}, Case{"192.0.2.1:65535", "192.0.2.1", 65535},
                                           Case{"2001:db8::1", "2001:db8::1", 1701}, Case{"[2001:db8::1]", "2001:db8::1", 1701},
                                           Case{"[2001:db8::1]:1", "2001:db8::1", 1}}) {
        INFO(text);
        const auto target = parse_target(text);
        REQUIRE(target);
        CHECK(target->name == name);
        CHECK(target->port == port);
    }
}

TEST_CASE("a target with a port that is none is refused", "[control]") {
    for (const char* text : {"lns:", "lns:0", "lns:65536", "lns:99999999999999999999", "lns:17x", "lns:-1", "[2001:db8::1]:"}) {
        INFO(text);
        CHECK_FALSE(parse_target(text));
    }
}
