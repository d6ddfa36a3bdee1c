// A call between two real machines, octet for octet: LAC "hgw", LNS "l2tp-gw", tunnel secret "hello"; user 2500-1
// calls 614629. Our LNS is fed the LAC's datagrams and must say what the LNS said, and the other way round. Ours
// differ from the traced ones only in firmware revision and vendor name, and where the RFC is stricter than the trace.
#include "l2tp/reliable_channel.h"
#include "support/catch.h"
#include "support/sim_network.h"

using namespace l2tp;
using namespace sim;

namespace {

// clang-format off
constexpr const char* kSccrq =
    "C8020080000000000000000080080000000000018008000000020100800A0000000300000003800A0000000400000003"
    "0008000000061130800900000007686777001900000008436973636F2053797374656D732C20496E632E800800000009"
    "451880080000000A032080160000000B545A2343FBE20EA08BCA7B56E4A7D29E";
constexpr const char* kSccrp =
    "C802009A451800000000000180080000000000028008000000020100800A0000000300000003800A0000000400000003"
    "0008000000061120800D000000076C3274702D6777001900000008436973636F2053797374656D732C20496E632E8008"
    "00000009D7E680080000000A012C80160000000B98B296C28429E7ADC767237A45F3104080160000000D7C358F7A7BA2"
    "1957C07801195DCADFA6";
constexpr const char* kScccn = "C802002AD7E6000000010001800800000000000380160000000D9639531841AC22E3103E208EF7D90989";
constexpr const char* kZlb2 = "C802000C4518000000010002";
constexpr const char* kIcrq =
    "C802005BD7E6000000020001800800000000000A80080000000E0007800A0000000FD114C7C5800A0000001200000001"
    "80100000001632303835373330353932800C00000015363134363239000F0009006453657269616C303A30";
constexpr const char* kIcrp = "C802001C4518000700010003800800000000000B80080000000E002D";
constexpr const char* kIccn =
    "C8020097D7E6002D00030002800800000000000C800A000000180000FA00000A000000260000FA00800A000000130000"
    "000200110000001B0305C223050506109D08F2000C0000001C05066EE4E86500160000001F5D0D008CB1677CF8BC3545"
    "56321A7A740008000000200006000C0000001E323530302D31801600000021CA1CC2E4FA6899E8DF1B695C0A80883E00"
    "080000001D0002";
constexpr const char* kZlb4 = "C802000C4518000000020004";
constexpr const char* kCdn = "C8020026D7E6002D00040002800800000000000E80080000000E0007800A0000000100010000";
constexpr const char* kZlb5 = "C802000C4518000000020005";
constexpr const char* kStopCcn = "C802002445180000000200058008000000000004800800000009D7E68008000000010001";
constexpr const char* kLastZlb = "C802000CD7E6000000050003";
// clang-format on

Bytes from_hex(std::string_view text) {
    Bytes octets;
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'A' + 10; };
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        octets.push_back(static_cast<std::uint8_t>(digit(text[i]) << 4 | digit(text[i + 1])));
    return octets;
}

/// Same header fields and same meaning of the message; firmware and vendor name are compared with ours.
void expect_like(const SendDatagram& sent, const char* traced_hex) {
    const auto traced = from_hex(traced_hex);
    auto ours_header = decode_header(sent.bytes);
    auto traced_header = decode_header(traced);
    REQUIRE(ours_header);
    REQUIRE(traced_header);
    ours_header->length = traced_header->length = 0;
    CHECK(ours_header->tunnel == traced_header->tunnel);
    CHECK(ours_header->session == traced_header->session);
    CHECK(ours_header->ns == traced_header->ns);
    CHECK(ours_header->nr == traced_header->nr);
    auto ours = message_in(sent.bytes, "hello");
    auto expected = message_in(traced, "hello");
    REQUIRE(ours.has_value() == expected.has_value());
    if (!ours) return;
    const auto adopt = [](auto& message) {
        message.firmware = 0x0100;
        message.vendor_name = "vpdnd";
    };
    if (auto* sccrq = std::get_if<Sccrq>(&*expected)) adopt(*sccrq);
    if (auto* sccrp = std::get_if<Sccrp>(&*expected)) adopt(*sccrp);
    if (auto* cdn = std::get_if<Cdn>(&*expected)) cdn->result.error.reset();  // the trace says error 0: no error
    CHECK((*ours == *expected));
}

/// One of ours alone; the other side is the trace.
struct Alone {
    Alone(const char* name, std::uint8_t last_octet, std::uint16_t window) : peer(name, address(last_octet), 1) {
        peer.serving.secret = "hello";
        peer.serving.receive_window = window;
    }
    void hear(const char* hex) {
        now += milliseconds(2);
        peer.endpoint().receive(now, {peer.own, address(9)}, from_hex(hex));
        peer.run_effects(now);
    }
    void wait(Duration duration) {
        now += duration;
        peer.endpoint().on_time(now);
        peer.run_effects(now);
    }
    SendDatagram said() {
        REQUIRE_FALSE(peer.outbox.empty());
        auto datagram = peer.outbox.front();
        peer.outbox.pop_front();
        return datagram;
    }

    Time now = Time{} + seconds(1000);
    Peer peer;
};

}  // namespace

TEST_CASE("Our LNS answers a real LAC with the messages, ids, numbers and values of the real LNS",
          "[rfc2661][real-call]") {
    Alone lns("l2tp-gw", 2, 0x012c);
    lns.peer.scripted_random = {from_hex("D7E6"), from_hex("98B296C28429E7ADC767237A45F31040"), from_hex("002D")};
    lns.hear(kSccrq);
    expect_like(lns.said(), kSccrp);
    lns.hear(kScccn);
    expect_like(lns.said(), kZlb2);
    lns.hear(kIcrq);
    expect_like(lns.said(), kIcrp);
    const auto prepare = lns.peer.last<PrepareSession>();
    REQUIRE(prepare);
    CHECK(prepare->icrq->called_number == "614629");
    CHECK(prepare->icrq->calling_number == "2085730592");
    CHECK(prepare->icrq->port_name == "Serial0:0");
    lns.hear(kIccn);
    expect_like(lns.said(), kZlb4);
    const auto up = lns.peer.last<SessionUp>();
    REQUIRE(up);
    CHECK(up->iccn->proxy_auth.name == "2500-1");
    CHECK(up->iccn->proxy_auth.id == 6);
    CHECK(up->iccn->proxy_lcp.last_sent == from_hex("0305C223050506109D08F2"));
    CHECK(up->iccn->proxy_lcp.last_received == from_hex("05066EE4E865"));
    lns.hear(kCdn);
    expect_like(lns.said(), kZlb5);
    CHECK(lns.peer.last<SessionDown>()->result.result == 1);
    lns.wait(seconds(10));
    expect_like(lns.said(), kStopCcn);
    lns.hear(kLastZlb);
    CHECK(lns.peer.outbox.empty());
    CHECK(lns.peer.endpoint().tunnels().empty());
    CHECK(lns.peer.violations.empty());
}

TEST_CASE("Our LAC says to a real LNS what the real LAC said", "[rfc2661][real-call]") {
    Alone lac("hgw", 1, 0x0320);
    lac.peer.scripted_random = {from_hex("D114C7C5")};  // the first call serial number
    lac.peer.restart();
    lac.peer.scripted_random = {from_hex("4518"), from_hex("545A2343FBE20EA08BCA7B56E4A7D29E"), from_hex("0007")};
    auto iccn = message_in(from_hex(kIccn), "hello");
    auto icrq = message_in(from_hex(kIcrq), "hello");
    REQUIRE(iccn);
    REQUIRE(icrq);
    const auto tunnel = lac.peer.endpoint().open_tunnel(
        lac.now, {lac.peer.own, address(9)}, std::make_shared<const TunnelSettings>(lac.peer.serving));
    REQUIRE(tunnel);
    lac.peer.run_effects(lac.now);
    expect_like(lac.said(), kSccrq);
    lac.hear(kSccrp);
    expect_like(lac.said(), kScccn);
    lac.hear(kZlb2);
    const auto key = lac.peer.endpoint().place_incoming_call(lac.now, *tunnel, std::get<Icrq>(*icrq), std::get<Iccn>(*iccn));
    REQUIRE(key);
    lac.peer.run_effects(lac.now);
    expect_like(lac.said(), kIcrq);
    lac.hear(kIcrp);
    expect_like(lac.said(), kIccn);
    CHECK(lac.peer.up.contains(*key));
    lac.hear(kZlb4);
    lac.peer.endpoint().close_session(lac.now, *key, cdn_result(CdnResult::kLostCarrier));
    lac.peer.run_effects(lac.now);
    expect_like(lac.said(), kCdn);
    lac.hear(kZlb5);
    CHECK(lac.peer.outbox.empty());
    lac.hear(kStopCcn);
    expect_like(lac.said(), kLastZlb);
    CHECK(lac.peer.last<TunnelDown>()->result.result == 1);
    CHECK(lac.peer.violations.empty());
}
