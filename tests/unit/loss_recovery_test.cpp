// What is sent again after a loss, and when: by the places of messages in what was out when the loss came.
#include "l2tp/loss_recovery.h"

#include <vector>

#include "support/channel_sender.h"

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Sender;
using Places = std::vector<int>;

namespace {

constexpr l2tp::SequenceNumber kWindow = 8;

struct Recovering : Sender {
    Recovering() { fill(kWindow); }
    void ack_place(int place, bool alone = true) { ack(static_cast<l2tp::SequenceNumber>(front + place), alone); }
};

}  // namespace

TEST_CASE_METHOD(Recovering, "A time-out sends the front again and nothing else", "[rfc2661][5.8]") {
    CHECK(pass(seconds(1)));
    CHECK(sent_places() == Places{0});
    CHECK(pass(seconds(2)));
    CHECK(sent_places() == Places{0});
}

TEST_CASE_METHOD(Recovering, "A peer that keeps what is ahead of order is sent its holes, each at once", "[rfc2661][5.8]") {
    pass(seconds(1));
    CHECK(sent_places() == Places{0});
    ack_place(3);
    CHECK(sent_places() == Places{3});
    SECTION("none was lost again") {
        ack_place(6);
        CHECK(sent_places() == Places{6, 8});  // slow start: a window of 3 by now, of which two are out
        ack_place(kWindow);
        CHECK(sent_places() == Places{9, 10, 11});
    }
    SECTION("one whose own time-out did not run waits no longer than a new one") {
        CHECK(pass(seconds(1) - milliseconds(1)));
        CHECK(sent_places().empty());
        CHECK(pass(milliseconds(1)));
        CHECK(sent_places() == Places{3});
    }
}

TEST_CASE_METHOD(Recovering, "A peer that drops what is ahead of order is sent all, by slow start", "[rfc2661][5.8][A]") {
    pass(seconds(1));
    CHECK(sent_places() == Places{0});
    ack_place(1);
    CHECK(sent_places() == Places{1, 2});
    ack_place(2);
    CHECK(sent_places() == Places{3, 4});
    ack_place(3);
    CHECK(sent_places() == Places{5, 6});
}

TEST_CASE_METHOD(Recovering, "Three repeated acknowledgements are a loss: the front is sent again before its time-out", "[rfc2661][5.8]") {
    ack_place(0);
    ack_place(0);
    CHECK(sent_places().empty());
    ack_place(0);
    CHECK(sent_places() == Places{0});
    CHECK(channel.window().size() == kWindow / 2);
    SECTION("more of them say nothing new") {
        for (int i = 0; i < 4; ++i) ack_place(0);
        CHECK(sent_places().empty());
    }
    SECTION("the next hole follows at once") {
        ack_place(5);
        CHECK(sent_places() == Places{5, 8});  // a window of 4, of which three are out
    }
    SECTION("its time-out is not doubled, and begins anew") {
        CHECK(pass(seconds(1) - milliseconds(1)));
        CHECK(sent_places().empty());
        CHECK(pass(milliseconds(1)));
        CHECK(sent_places() == Places{0});
    }
    SECTION("what the resent ones cause is no loss") {
        ack_place(kWindow);
        sent_places();
        for (int i = 0; i < 4; ++i) ack_place(kWindow);
        CHECK(sent_places().empty());
    }
}

TEST_CASE_METHOD(Recovering, "Acknowledgements that are merely late, or come with messages, are no loss", "[rfc2661][5.8]") {
    SECTION("one for each message that was acknowledged together") {
        for (int i = 0; i < 4; ++i) ack_place(4);
        CHECK(sent_places() == Places{8, 9, 10, 11});
        ack_place(4);
        CHECK(sent_places().empty());
    }
    SECTION("messages that the peer sent before it had ours") {
        for (int i = 0; i < 10; ++i) ack_place(0, false);
        CHECK(sent_places().empty());
    }
}

TEST_CASE("With few messages out two repeated acknowledgements are enough, with one there is none", "[rfc2661][5.8]") {
    Sender sender;
    sender.fill(3);
    sender.ack(sender.front);
    CHECK(sender.sent_places().empty());
    sender.ack(sender.front);
    CHECK(sender.sent_places() == Places{0});
    Sender alone;
    alone.fill(1);
    for (int i = 0; i < 10; ++i) alone.ack(alone.front);
    CHECK(alone.sent_places().empty());
}

TEST_CASE_METHOD(Recovering, "No message is sent more often than its retries, and the peer has all of its time", "[rfc2661][5.8]") {
    settings.retransmit_retries = 2;
    for (int i = 0; i < 3; ++i) ack_place(0);
    CHECK(pass(seconds(1)));
    CHECK(sent_places() == Places{0, 0});
    CHECK(pass(seconds(2)));
    CHECK(sent_places().empty());
    CHECK(pass(seconds(4) - milliseconds(1)));
    CHECK_FALSE(pass(milliseconds(1)));
}
