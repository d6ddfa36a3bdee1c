// Which ports the system keeps for us.
#include "net/port_protection.h"

#include "support/catch.h"

using vpdnd::port_is_protected;

TEST_CASE("A port is protected if it is reserved or below the first unprivileged one", "[sockets]") {
    CHECK_FALSE(port_is_protected(1701, "", "1024"));
    CHECK(port_is_protected(1701, "1701", "1024"));
    CHECK(port_is_protected(1701, "53,1700-1702,8080", "1024"));
    CHECK(port_is_protected(1701, "53,8080,1701", "1024"));
    CHECK_FALSE(port_is_protected(1701, "17010,170-1700,1702-1800", "1024"));
    CHECK(port_is_protected(1701, "", "1702"));
    CHECK_FALSE(port_is_protected(1701, "", "1701"));
    CHECK_FALSE(port_is_protected(1701, "nonsense,-,", "nonsense"));
}
