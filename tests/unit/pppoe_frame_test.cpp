#include "pppoe/frame.h"

#include "pppoe/tag_table.h"
#include "support/catch.h"
#include "support/pppoe_host.h"

using namespace testing;

TEST_CASE("A discovery frame is read with its TAGs, padding left out", "[pppoe][rfc2516][2516-4-03][2516-4-04]") {
    const RawFrame raw{.to = mac(1), .session = 7, .tags = Tags().add(Tag::kServiceName, "isp").octets, .padding = 30};
    const auto octets = raw.octets();
    const auto frame = read_frame(octets);
    REQUIRE(frame);
    CHECK(frame->to == mac(1));
    CHECK(frame->from == mac(2));
    CHECK(frame->code == Code::kPadi);
    CHECK(frame->session == 7);
    CHECK(base::Bytes(frame->tags.begin(), frame->tags.end()) == raw.tags);
}

TEST_CASE("What is no discovery frame of this version is not read", "[pppoe][rfc2516][2516-4-03][2516-4-04]") {
    const auto tags = Tags().add(Tag::kServiceName, "").octets;
    CHECK_FALSE(read_frame(RawFrame{.ether_type = 0x8864, .tags = tags}.octets()));
    CHECK_FALSE(read_frame(RawFrame{.version_and_type = 0x21, .tags = tags}.octets()));
    CHECK_FALSE(read_frame(RawFrame{.version_and_type = 0x12, .tags = tags}.octets()));
    CHECK_FALSE(read_frame(RawFrame{.code = 0x00, .tags = tags}.octets()));
    CHECK_FALSE(read_frame(RawFrame{.tags = tags, .length = 5}.octets()));
    CHECK_FALSE(read_frame(RawFrame{.tags = tags, .length = 0xffff}.octets()));
}

TEST_CASE("A frame that is cut anywhere in its header or TAGs is not read", "[pppoe]") {
    const auto octets = RawFrame{.tags = Tags().add(Tag::kServiceName, "isp").octets}.octets();
    REQUIRE(read_frame(octets));
    for (std::size_t length = 0; length < octets.size(); ++length)
        CHECK_FALSE(read_frame(std::span(octets).first(length)));
}

TEST_CASE("A TAG of unknown type is ignored, whatever it holds", "[pppoe][rfc2516][2516-5-01]") {
    const auto tags = Tags().add(0x0199, bytes("x")).add(Tag::kServiceName, "isp").add(0xffff, base::Bytes(300)).octets;
    const auto read = read_tags(tags);
    REQUIRE(read);
    CHECK(read->service == "isp");
    CHECK(read->services == 1);
    CHECK(read->echoed.empty());
}

TEST_CASE("End-Of-List ends the TAGs, and has no value", "[pppoe][rfc2516][2516-A-01]") {
    const auto ended = read_tags(Tags().add(Tag::kServiceName, "a").add(Tag::kEndOfList, "").add(Tag::kServiceName, "b").octets);
    REQUIRE(ended);
    CHECK(ended->services == 1);
    CHECK_FALSE(read_tags(Tags().add(Tag::kServiceName, "a").add(Tag::kEndOfList, "x").octets));
}

TEST_CASE("A TAG that goes beyond the end makes the packet unreadable", "[pppoe]") {
    const auto whole = Tags().add(Tag::kServiceName, "isp").add(Tag::kHostUniq, "0123").octets;
    const auto boundary = Tags().add(Tag::kServiceName, "isp").octets.size();
    REQUIRE(read_tags(whole));
    for (std::size_t length = 1; length < whole.size(); ++length)
        CHECK(read_tags(std::span(whole).first(length)).has_value() == (length == boundary));
    CHECK_FALSE(read_tags(Tags().add(0x0103, 0xffff, bytes("1234")).octets));
}

TEST_CASE("TAGs that mean one thing may be there once", "[pppoe]") {
    for (const auto tag : {Tag::kAcName, Tag::kAcCookie, Tag::kRelaySessionId, Tag::kMaxPayload}) {
        CHECK(read_tags(Tags().add(tag, "ab").octets));
        CHECK_FALSE(read_tags(Tags().add(tag, "ab").add(tag, "cd").octets));
    }
    CHECK_FALSE(read_tags(Tags().add(Tag::kMaxPayload, "a").octets));
    CHECK_FALSE(read_tags(Tags().add(Tag::kMaxPayload, "abc").octets));
}

TEST_CASE("A frame writer leaves out what does not fit, and says so", "[pppoe]") {
    FrameWriter writer(mac(2), mac(1), Code::kPado, 0, 20);
    CHECK(writer.tag(1, bytes("0123456789")));
    CHECK(writer.fits());
    CHECK_FALSE(writer.tag(2, bytes("")));
    CHECK_FALSE(writer.fits());
    const auto octets = writer.take();
    const auto frame = read_frame(octets);
    REQUIRE(frame);
    CHECK(frame->tags.size() == 14);
    CHECK(octets.size() == 14 + 6 + 14);
}
