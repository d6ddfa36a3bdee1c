#include "l2tp/message_printer.h"

#include <algorithm>

#include "l2tp/message_codec.h"
#include "l2tp/printable.h"
#include "support/captured_call.h"
#include "support/catch.h"
#include "support/message_body.h"
#include "support/sample_messages.h"

using namespace l2tp;
using testing::from_hex;
using testing::octets;
using testing::to_hex;

namespace {

bool contains(const PrintedMessage& printed, const std::string& text) {
    const auto in = [&](const std::string& line) { return line.find(text) != std::string::npos; };
    return in(printed.header) || in(printed.hex) || std::any_of(printed.avps.begin(), printed.avps.end(), in);
}

}  // namespace

TEST_CASE("A message is printed with its header and a line an AVP") {
    const auto call = testing::captured_call("isdn_call.txt");
    const auto printed = print_message(call[4].octets);
    CHECK(printed.header == "ICRQ tunnel 55270 session 0 Ns 2 Nr 1 length 91 flags T L S version 2");
    CHECK(printed.avps == std::vector<std::string>{
                              "AVP 0 Message Type, length 8, M: 10 (ICRQ)",
                              "AVP 14 Assigned Session ID, length 8, M: 7",
                              "AVP 15 Call Serial Number, length 10, M: 3507800005",
                              "AVP 18 Bearer Type, length 10, M: 0x00000001",
                              "AVP 22 Calling Number, length 16, M: \"2085730592\"",
                              "AVP 21 Called Number, length 12, M: \"614629\"",
                              "AVP 9:100 Cisco Client Port, length 15: \"Serial0:0\"",
                          });
    CHECK(printed.hex == to_hex(call[4].octets));
}

TEST_CASE("Result codes are printed with the names of their message") {
    const auto stop = print_message(encode_message(StopCcn{{1}, {4, 0, "no group"}}, {}));
    CHECK(stop.avps[2] == "AVP 1 Result Code, length 18, M: result 4 (requester not authorized), "
                          "error 0 (no general error), \"no group\"");
    const auto cdn = print_message(encode_message(testing::full_cdn(), {}));
    CHECK(cdn.avps[2].find("result 2 (general error), error 6 (vendor specific error)") != std::string::npos);
    CHECK(cdn.avps[3] == "AVP 12 Q.931 Cause Code, length 24, M: cause 16, message 69, \"normal clearing\"");
    CHECK(cdn.avps[4] ==
          "AVP 46 PPP Disconnect Cause Code, length 14: code 3, protocol 0xc021, direction 1, \"bye\"");
}

TEST_CASE("WEN, SLI, ZLB and unknown messages are printed") {
    CHECK(print_message(encode_message(Wen{1, 2, 3, 4, 5, 6}, {})).avps[1] ==
          "AVP 34 Call Errors, length 32, M: crc 1, framing 2, hardware overruns 3, buffer overruns 4, timeouts 5, "
          "alignment 6");
    CHECK(print_message(encode_message(Sli{1, 2}, {})).avps[1] ==
          "AVP 35 ACCM, length 16, M: send 0x00000001, receive 0x00000002");
    CHECK(print_message(encode_zlb({1, 0, 2, 3, 0})).header ==
          "ZLB tunnel 1 session 0 Ns 2 Nr 3 length 12 flags T L S version 2");
    const auto unknown = print_message(from_hex("c802001b 0000 0000 0000 0000 8008 0000 0000 0063 a007 0007 0001 ff"));
    CHECK(unknown.header == "unknown tunnel 0 session 0 Ns 0 Nr 0 length 27 flags T L S version 2");
    CHECK(unknown.avps[0] == "AVP 0 Message Type, length 8, M: 99 (unknown)");
    CHECK(unknown.avps[1] == "AVP 7:1 unknown, length 7, M, reserved bits: ff");
}

TEST_CASE("Secrets appear neither in the lines nor in the hex dump", "[rfc2661][9.1][9.1-03]") {
    auto iccn = testing::full_iccn();
    iccn.proxy_auth.response = octets("password");
    const auto printed = print_message(encode_message(iccn, {}));
    CHECK_FALSE(contains(printed, "password"));
    CHECK_FALSE(contains(printed, to_hex(octets("password"))));
    CHECK_FALSE(contains(printed, to_hex(*iccn.proxy_auth.challenge)));
    CHECK(contains(printed, "AVP 33 Proxy Authen Response, length 14: masked, 8 octets"));
    CHECK(contains(printed, "****************"));
    CHECK(contains(printed, "user@example.net"));
    const auto sccrp = print_message(encode_message(testing::full_sccrp(), {}));
    CHECK(contains(sccrp, "AVP 11 Challenge, length 7, M: masked, 1 octets"));
    CHECK_FALSE(contains(sccrp, "090807"));
}

TEST_CASE("Hidden values are masked") {
    const RandomSource zeros = [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), std::uint8_t{0}); };
    const auto datagram = encode_message(Icrp{{45}}, {}, {true, "hello", true, zeros});
    const auto printed = print_message(datagram);
    CHECK(printed.avps.back() == "AVP 14 Assigned Session ID, length 10, M, H: hidden, 4 octets");
    CHECK(printed.hex.ends_with("c00a0000000e********"));
    CHECK(printed.hex.size() == 2 * datagram.size());
}

TEST_CASE("A secret does not show when lengths are wrong") {
    auto datagram = encode_message(testing::full_iccn(), {});
    datagram.insert(datagram.end(), {'p', 'w'});
    CHECK(print_message(datagram).hex.ends_with("****"));
    // The AVP before the response now claims to reach beyond the message: nothing behind it is shown.
    const auto cut = testing::join({from_hex("c8020020 0000 0000 0000 0000 8008 0000 0000 000c"),
                                    from_hex("83ff 0000 0021 73656372 6574")});
    const auto printed = print_message(cut);
    CHECK(printed.avps.back() == "octet 20: AVP length reaches beyond the message");
    CHECK_FALSE(contains(printed, "736563"));
    const auto wrong = print_message(testing::join(
        {from_hex("c802001d 0000 0000 0000 0000 8008 0000 0000 0003"), from_hex("8009 0000 000d 736563")}));
    CHECK(wrong.avps.back() == "AVP 13 Challenge Response, length 9, M: masked, 3 octets");
}

TEST_CASE("Data packets and noise are named, not dumped") {
    const auto data = print_message(from_hex("0002 0001 0001 ff03 c223"));
    CHECK(data.header == "data packet, 10 octets");
    CHECK(data.hex.empty());
    CHECK(print_message({}).header == "no valid control header, 0 octets");
    const auto l2f = print_message(from_hex("c801 000c 0000 0000 0000 0000 7077"));
    CHECK(l2f.header == "no valid control header, 14 octets");
    CHECK(l2f.hex == "c801000c0000000000000000****");
}

TEST_CASE("Strings from the peer are escaped") {
    CHECK(escaped("plain text") == "plain text");
    CHECK(escaped(std::string("a\n\"\\\x7f\xff\0b", 8)) == "a\\x0a\\x22\\x5c\\x7f\\xff\\x00b");
    Icrq icrq;
    icrq.assigned_session = {1};
    icrq.calling_number = "1\r\nFAKE";
    CHECK(print_message(encode_message(icrq, {})).avps.back() ==
          "AVP 22 Calling Number, length 13, M: \"1\\x0d\\x0aFAKE\"");
}

TEST_CASE("Every message can be printed whole, the dump as long as the datagram") {
    for (const auto& message : testing::every_message()) {
        const auto datagram = encode_message(message, {});
        const auto printed = print_message(datagram);
        CAPTURE(printed.header);
        CHECK(printed.header.starts_with(name_of(type_of(message))));
        CHECK(printed.hex.size() == 2 * datagram.size());
        for (const auto& line : printed.avps) CHECK(line.find("wrong length") == std::string::npos);
    }
}
