// A frame of the discovery stage: Ethernet header, PPPoE header, TAGs. RFC 2516 sections 4 and 5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/byte_writer.h"
#include "base/bytes.h"
#include "pppoe/mac_address.h"

namespace vpdnd::pppoe {

/// CODE field, sections 5.1 to 5.5.
enum class Code : std::uint8_t { kPadi = 0x09, kPado = 0x07, kPadr = 0x19, kPads = 0x65, kPadt = 0xa7 };

inline constexpr std::uint16_t kEtherTypeDiscovery = 0x8863;
inline constexpr std::size_t kEthernetHeader = 14, kPppoeHeader = 6, kTagHeader = 4;
/// What an Ethernet frame carries, the PPPoE header included; a smaller MTU of the interface leaves less.
inline constexpr std::size_t kMostPayload = 1500;

/// A frame as it came. `tags` is what LENGTH covers, inside the octets that it was read from; padding behind it is left out.
struct Frame {
    MacAddress to, from;
    Code code{};
    std::uint16_t session = 0;
    std::span<const std::uint8_t> tags;
};

/// Empty: no discovery frame of version 1, type 1 with one of the five codes, or LENGTH goes beyond its end. Without a VLAN
/// tag, which the kernel takes off.
std::optional<Frame> read_frame(std::span<const std::uint8_t> octets);

/// Makes a frame TAG by TAG. What does not fit is left out, and remembered.
class FrameWriter {
  public:
    /// `most`: octets of PPPoE header and TAGs, at the most.
    FrameWriter(const MacAddress& to, const MacAddress& from, Code code, std::uint16_t session, std::size_t most = kMostPayload);

    /// False: there is no room for it.
    bool tag(std::uint16_t type, std::span<const std::uint8_t> value);
    /// TAGs with their headers.
    bool whole_tags(std::span<const std::uint8_t> tags);
    /// Was there room for all? To be asked before what may be left out.
    bool fits() const { return fits_; }
    base::Bytes take();

  private:
    base::ByteWriter out_;
    std::size_t most_;
    bool fits_ = true;
};

}  // namespace vpdnd::pppoe
