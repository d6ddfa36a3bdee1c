#include "ipc/plugin_codec.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace ipc;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes message(PluginMessage type, const Bytes& fields = {}) {
    const auto number = static_cast<std::uint16_t>(type);
    Bytes packet{static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
    packet.insert(packet.end(), fields.begin(), fields.end());
    return packet;
}

PluginCodecError error_of(const Bytes& packet) {
    PluginMessageReader reader;
    return reader.parse(packet);
}

}  // namespace

TEST_CASE("what the writer puts into a plugin message, the reader finds", "[plugin][codec]") {
    std::array<std::uint8_t, 512> buffer;
    PluginMessageWriter writer(buffer, PluginMessage::kConnect);
    const Bytes options{1, 4, 5, 0xd4};
    writer.put_u8(PluginTag::kAuthId, 0x1f);
    writer.put_u16(PluginTag::kTunnelId, 0xfffe);
    writer.put_u32(PluginTag::kFraming, 0x01020304);
    writer.put_u64(PluginTag::kTxSpeed, 0x0102030405060708);
    writer.put_bytes(PluginTag::kLastSentLcp, options);
    writer.put_text(PluginTag::kCallingNumber, "0123");
    writer.put_address(PluginTag::kPeerAddress, {10, 0, 0, 1});
    REQUIRE(writer.ok());

    PluginMessageReader reader;
    REQUIRE(reader.parse(writer.packet()) == PluginCodecError::kNone);
    CHECK(reader.type() == PluginMessage::kConnect);
    CHECK(reader.u8(PluginTag::kAuthId) == 0x1f);
    CHECK(reader.u16(PluginTag::kTunnelId) == 0xfffe);
    CHECK(reader.u32(PluginTag::kFraming) == 0x01020304u);
    CHECK(reader.u64(PluginTag::kTxSpeed) == 0x0102030405060708u);
    const auto lcp = reader.bytes(PluginTag::kLastSentLcp);
    REQUIRE(lcp);
    CHECK(Bytes(lcp->begin(), lcp->end()) == options);
    CHECK(reader.text(PluginTag::kCallingNumber) == "0123");
    CHECK(reader.address(PluginTag::kPeerAddress) == std::array<std::uint8_t, 4>{10, 0, 0, 1});
    CHECK_FALSE(reader.has(PluginTag::kAuthName));
    CHECK_FALSE(reader.u16(PluginTag::kSessionId));
}

TEST_CASE("integers of plugin messages are in network order", "[plugin][codec]") {
    std::array<std::uint8_t, 64> buffer;
    PluginMessageWriter writer(buffer, PluginMessage::kHangUp);
    writer.put_u16(PluginTag::kMtu, 0x0102);
    const auto packet = writer.packet();
    CHECK(Bytes(packet.begin(), packet.end()) == Bytes{0, 72, 0, 65, 0, 2, 1, 2});
}

TEST_CASE("a plugin message that does not fit its buffer is not sent at all", "[plugin][codec]") {
    std::array<std::uint8_t, 10> buffer;
    PluginMessageWriter writer(buffer, PluginMessage::kFailed);
    writer.put_u16(PluginTag::kMtu, 1);
    REQUIRE(writer.ok());
    writer.put_u8(PluginTag::kHow, 1);
    CHECK_FALSE(writer.ok());
    CHECK(writer.packet().empty());
    writer.put_u8(PluginTag::kHow, 1);
    CHECK_FALSE(writer.ok());

    std::vector<std::uint8_t> large(kMaxPluginMessage + 100);
    PluginMessageWriter over(large, PluginMessage::kFailed);
    over.put_bytes(PluginTag::kAuthName, Bytes(kMaxPluginMessage));
    CHECK_FALSE(over.ok());
}

TEST_CASE("control characters never get into a text of a plugin message", "[plugin][codec]") {
    std::array<std::uint8_t, 64> buffer;
    PluginMessageWriter writer(buffer, PluginMessage::kReject);
    writer.put_text(PluginTag::kText, std::string("a\nb\0c\x7f", 6));
    PluginMessageReader reader;
    REQUIRE(reader.parse(writer.packet()) == PluginCodecError::kNone);
    CHECK(reader.text(PluginTag::kText) == "a?b?c?");
    CHECK(error_of(message(PluginMessage::kReject, {0, 6, 0, 2, 'a', '\n'})) == PluginCodecError::kBadText);
}

TEST_CASE("broken plugin messages are refused, each for its reason", "[plugin][codec]") {
    CHECK(error_of({}) == PluginCodecError::kTooShort);
    CHECK(error_of({0}) == PluginCodecError::kTooShort);
    CHECK(error_of(Bytes(kMaxPluginMessage + 1)) == PluginCodecError::kTooLong);
    CHECK(error_of({0, 0}) == PluginCodecError::kUnknownMessage);
    CHECK(error_of({0, 40}) == PluginCodecError::kUnknownMessage);
    CHECK(error_of({1, 1}) == PluginCodecError::kUnknownMessage);
    CHECK(error_of(message(PluginMessage::kHello, {0})) == PluginCodecError::kOverrun);
    CHECK(error_of(message(PluginMessage::kHello, {0, 4, 0})) == PluginCodecError::kOverrun);
    CHECK(error_of(message(PluginMessage::kHello, {0, 20, 0, 3, 'a', 'b'})) == PluginCodecError::kOverrun);
    CHECK(error_of(message(PluginMessage::kHello, {0, 20, 0xff, 0xff, 'a', 'b'})) == PluginCodecError::kOverrun);
    CHECK(error_of(message(PluginMessage::kHello, {0, 4, 0, 3, 0, 0, 1})) == PluginCodecError::kBadLength);
    CHECK(error_of(message(PluginMessage::kHello, {0, 54, 0, 5, 1, 2, 3, 4, 5})) == PluginCodecError::kBadLength);
    CHECK(error_of(message(PluginMessage::kHello, {0, 5, 0, 1, 1, 0, 5, 0, 1, 1})) == PluginCodecError::kRepeatedTag);
}

TEST_CASE("tags of a later version are skipped", "[plugin][codec]") {
    PluginMessageReader reader;
    const Bytes packet = message(PluginMessage::kHello, {0x7f, 0xff, 0, 2, 9, 9, 0, 5, 0, 1, 2, 0, 127, 0, 0});
    REQUIRE(reader.parse(packet) == PluginCodecError::kNone);
    CHECK(reader.u8(PluginTag::kMode) == 2);
}

TEST_CASE("after an error a reader has no fields, also none of the message before", "[plugin][codec]") {
    PluginMessageReader reader;
    const Bytes good = message(PluginMessage::kHello, {0, 5, 0, 1, 2});
    REQUIRE(reader.parse(good) == PluginCodecError::kNone);
    const Bytes bad = message(PluginMessage::kHello, {0, 76, 0, 1, 2, 0});
    REQUIRE(reader.parse(bad) == PluginCodecError::kOverrun);
    CHECK_FALSE(reader.has(PluginTag::kMode));
    CHECK_FALSE(reader.has(PluginTag::kHow));
}
