#include "l2tp/congestion_window.h"

#include "support/catch.h"

using l2tp::CongestionWindow;

TEST_CASE("Slow start: one message more with each acknowledgement, up to the peer's window", "[rfc2661][A][A-01]") {
    CongestionWindow window;
    window.set_peer_window(5);
    for (int expected : {1, 2, 3, 4, 5, 5}) {
        CHECK(window.size() == expected);
        window.on_acknowledgement();
    }
}

TEST_CASE("Congestion avoidance: one message more after a window of acknowledgements", "[rfc2661][A][A-02]") {
    CongestionWindow window;
    window.set_peer_window(16);
    for (int i = 0; i < 15; ++i) window.on_acknowledgement();
    CHECK(window.size() == 16);
    window.on_retransmission();
    CHECK(window.size() == 1);
    CHECK(window.threshold() == 8);
    for (int i = 0; i < 7; ++i) window.on_acknowledgement();
    CHECK(window.size() == 8);
    for (int i = 0; i < 7; ++i) window.on_acknowledgement();
    CHECK(window.size() == 8);
    window.on_acknowledgement();
    CHECK(window.size() == 9);
}

TEST_CASE("A window of 4 is used when the peer names none, and never less than one", "[rfc2661][4.4.3][4.4.3-16]") {
    CongestionWindow window;
    CHECK(window.peer_window() == 4);
    window.on_retransmission();
    CHECK(window.threshold() == 1);
    window.set_peer_window(1);
    window.on_acknowledgement();
    CHECK(window.size() == 1);
}
