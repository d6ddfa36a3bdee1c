#include "l2tp/reliable_channel.h"

#include "l2tp/header.h"
#include "support/catch.h"
#include "support/channel_sender.h"

using namespace l2tp;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Sender;

namespace {

ReliableChannel::Arrival arrive(ReliableChannel& channel, Time now, SequenceNumber ns) {
    const Bytes datagram = {1, 2, 3};
    return channel.arrive(now, ns, 4, datagram);
}

}  // namespace

TEST_CASE("Ns starts at 0 and counts each message", "[rfc2661][5.8][5.8-01]") {
    Sender sender;
    sender.channel.window().set_peer_window(10);
    sender.add(3);
    REQUIRE(sender.sent.size() == 1);  // slow start
    sender.ack(1);
    REQUIRE(sender.sent.size() == 3);
    for (std::uint16_t i = 0; i < 3; ++i) CHECK(sender.sent[i].first.ns == i);
}

TEST_CASE("No more messages are outstanding than the peer's receive window", "[rfc2661][5.8][5.8-14]") {
    Sender sender;
    sender.channel.window().set_peer_window(3);
    sender.add(20);
    for (SequenceNumber nr = 1; nr <= 10; ++nr) sender.ack(nr);
    CHECK(sender.channel.unacknowledged() == 3);
    CHECK(sender.sent.size() == 13);
}

TEST_CASE("A message is retransmitted after 1 s, doubling up to the cap, then the peer is given up",
          "[rfc2661][5.8][5.8-07][5.8-09]") {
    Sender sender;
    sender.add(1);
    for (const int wait : {1, 2, 4, 8, 8}) {
        const auto before = sender.sent.size();
        CHECK(sender.pass(seconds(wait) - milliseconds(1)));
        CHECK(sender.sent.size() == before);
        CHECK(sender.pass(milliseconds(1)));
        REQUIRE(sender.sent.size() == before + 1);
        CHECK(sender.sent.back().first.ns == 0);
        CHECK(sender.sent.back().second == before);
    }
    CHECK(sender.pass(seconds(8) - milliseconds(1)));
    CHECK_FALSE(sender.pass(milliseconds(1)));
    CHECK(retransmission_cycle(sender.settings) == seconds(31));
}

TEST_CASE("Nr is refreshed when a message is retransmitted", "[rfc2661][5.8][5.8-08]") {
    Sender sender;
    sender.add(1);
    CHECK(sender.sent.back().first.nr == 0);
    CHECK(arrive(sender.channel, sender.now, 0) == ReliableChannel::Arrival::kDeliver);
    sender.pass(seconds(1));
    CHECK(sender.sent.back().first.nr == 1);
}

TEST_CASE("A retransmission falls back to slow start", "[rfc2661][A][A-03][5.8-18]") {
    Sender sender;
    sender.channel.window().set_peer_window(8);
    sender.add(20);
    for (SequenceNumber nr = 1; nr <= 7; ++nr) sender.ack(nr);
    CHECK(sender.channel.window().size() == 8);
    const auto before = sender.sent.size();
    sender.pass(seconds(1));
    CHECK(sender.sent.size() == before + 1);
    CHECK(sender.channel.window().size() == 1);
    CHECK(sender.channel.window().threshold() == 4);
}

TEST_CASE("An acknowledgement of what was never sent is told and changes nothing", "[rfc2661][5.8]") {
    Sender sender;
    sender.add(2);
    CHECK_FALSE(sender.channel.acknowledge(sender.now, 2, true, sender.settings));
    CHECK(sender.channel.unacknowledged() == 1);
    CHECK(sender.channel.acknowledge(sender.now, 0, true, sender.settings));
    CHECK(sender.channel.acknowledge(sender.now, 65535, true, sender.settings));  // an old one
    CHECK(sender.channel.unacknowledged() == 1);
}

TEST_CASE("Messages ahead of order are held inside the window and delivered in order",
          "[rfc2661][5.8][5.8-05][5.8-06]") {
    ReliableChannel channel;
    const Time now{};
    CHECK(arrive(channel, now, 2) == ReliableChannel::Arrival::kHeld);
    CHECK(arrive(channel, now, 1) == ReliableChannel::Arrival::kHeld);
    CHECK(arrive(channel, now, 2) == ReliableChannel::Arrival::kDuplicate);
    CHECK(arrive(channel, now, 4) == ReliableChannel::Arrival::kOutOfWindow);
    CHECK_FALSE(channel.take_held(now));
    CHECK(channel.nr() == 0);
    CHECK(arrive(channel, now, 0) == ReliableChannel::Arrival::kDeliver);
    CHECK(channel.take_held(now));
    CHECK(channel.take_held(now));
    CHECK_FALSE(channel.take_held(now));
    CHECK(channel.nr() == 3);
}

TEST_CASE("A duplicate is acknowledged at once and not delivered", "[rfc2661][5.8][5.8-02][5.8-03]") {
    ReliableChannel channel;
    const Time now{};
    CHECK(arrive(channel, now, 0) == ReliableChannel::Arrival::kDeliver);
    CHECK_FALSE(channel.must_acknowledge(now));
    CHECK(channel.must_acknowledge(now + kAcknowledgeDelay));
    CHECK(arrive(channel, now, 0) == ReliableChannel::Arrival::kDuplicate);
    CHECK(channel.must_acknowledge(now));
    channel.acknowledged();
    CHECK(channel.next_deadline() == kNever);
}

TEST_CASE("Half a window of messages is acknowledged without delay", "[rfc2661][5.8][5.8-19]") {
    ReliableChannel channel;
    const Time now{};
    arrive(channel, now, 0);
    CHECK_FALSE(channel.must_acknowledge(now));
    arrive(channel, now, 1);
    CHECK(channel.must_acknowledge(now));
}

TEST_CASE("Ns and Nr wrap", "[rfc2661][5.8][5.8-21]") {
    Sender sender;
    ReliableChannel receiver;
    for (std::uint32_t i = 0; i < 70000; ++i) {
        sender.add(1);
        const auto ns = sender.sent.back().first.ns;
        if (ns != static_cast<SequenceNumber>(i)) FAIL("Ns " << ns << " for message " << i);
        if (arrive(receiver, sender.now, ns) != ReliableChannel::Arrival::kDeliver) FAIL("not delivered: " << i);
        sender.ack(receiver.nr());
        sender.sent.clear();
    }
    CHECK(sender.channel.idle());
}

TEST_CASE("The last message overtakes what was never sent and uses the whole window", "[rfc2661][5.7]") {
    Sender sender;
    sender.add(10);
    REQUIRE(sender.sent.size() == 1);
    sender.channel.close();
    sender.add(1);
    REQUIRE(sender.sent.size() == 2);
    CHECK(sender.sent.back().first.ns == 1);
}
