// Bytes of the conversation in plugin_messages.h: a writer and a validating reader for one packet.
//
// Both work in memory that the caller owns: no heap, no exceptions and nothing of libstdc++.so, because pppd loads this
// code with the plugin. A reader keeps a view of the packet, which must outlive it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ipc/plugin_messages.h"

namespace ipc {

enum class PluginCodecError : std::uint8_t {
    kNone,
    kTooShort,        ///< no room for the message type
    kTooLong,         ///< more than kMaxPluginMessage octets
    kUnknownMessage,  ///< a message type that is not in plugin_messages.h
    kOverrun,         ///< a field's header or value goes over the end of the packet
    kRepeatedTag,
    kBadLength,   ///< an integer or address of another size than its tag says
    kBadText,     ///< a control character in a text: texts are one line
};

/// A constant sentence for logs.
const char* describe(PluginCodecError error);

/// Builds one packet in the caller's buffer. A field that does not fit makes the packet useless: ok() is false from
/// then on and packet() is empty.
class PluginMessageWriter {
  public:
    PluginMessageWriter(std::span<std::uint8_t> buffer, PluginMessage type);

    void put_u8(PluginTag tag, std::uint8_t value);
    void put_u16(PluginTag tag, std::uint16_t value);
    void put_u32(PluginTag tag, std::uint32_t value);
    void put_u64(PluginTag tag, std::uint64_t value);
    void put_bytes(PluginTag tag, std::span<const std::uint8_t> value);
    /// Control characters are written as '?', so that what is sent is always one line.
    void put_text(PluginTag tag, std::string_view value);
    /// An IPv4 address, in the order in which it is written.
    void put_address(PluginTag tag, const std::array<std::uint8_t, 4>& value) { put_bytes(tag, value); }

    bool ok() const { return ok_; }
    std::span<const std::uint8_t> packet() const;

  private:
    void put_integer(PluginTag tag, std::uint64_t value, unsigned size);
    bool put_header(PluginTag tag, std::size_t length);
    void append(std::uint64_t value, unsigned size);

    std::span<std::uint8_t> buffer_;
    std::size_t used_ = 0;
    bool ok_ = true;
};

/// One received packet, checked as a whole before any field can be asked for. Tags that this version does not know are
/// skipped. A getter gives nothing if the field is absent; which fields a message must have is the caller's matter.
class PluginMessageReader {
  public:
    /// After an error the reader has no fields.
    [[nodiscard]] PluginCodecError parse(std::span<const std::uint8_t> packet);

    /// Only after a successful parse().
    PluginMessage type() const { return type_; }
    bool has(PluginTag tag) const { return find(tag) != nullptr; }
    std::optional<std::uint8_t> u8(PluginTag tag) const;
    std::optional<std::uint16_t> u16(PluginTag tag) const;
    std::optional<std::uint32_t> u32(PluginTag tag) const;
    std::optional<std::uint64_t> u64(PluginTag tag) const;
    std::optional<std::span<const std::uint8_t>> bytes(PluginTag tag) const;
    std::optional<std::string_view> text(PluginTag tag) const;
    std::optional<std::array<std::uint8_t, 4>> address(PluginTag tag) const;

  private:
    static constexpr std::size_t kTagCount = 128;
    struct Field {
        std::uint16_t offset = 0, length = 0;
        bool present = false;
    };

    PluginCodecError parse_fields();
    const Field* find(PluginTag tag) const;
    std::optional<std::uint64_t> integer(PluginTag tag, unsigned size) const;

    std::span<const std::uint8_t> packet_;
    std::array<Field, kTagCount> fields_{};
    PluginMessage type_ = PluginMessage::kHello;
};

}  // namespace ipc
