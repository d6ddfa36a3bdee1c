// What the two sides of a link have agreed on: of each control protocol the options of the last Configure-Request of each side that
// the other has acknowledged (RFC 1661 section 5). Frames go in as pppd sends and receives them; no I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace plugin {

enum { kProtocolLcp = 0xc021, kProtocolIpcp = 0x8021, kProtocolIpv6cp = 0x8057 };

class AgreedOptions {
  public:
    using Octets = std::span<const std::uint8_t>;

    /// Whole frames, address octet first.
    void sent(Octets frame);
    void received(Octets frame);
    /// As if these had been negotiated. What is too long is kept as none.
    void set(unsigned protocol, Octets ours, Octets users);
    /// Without the header of the request; empty also for a protocol that is not looked at.
    Octets ours(unsigned protocol) const;
    Octets users(unsigned protocol) const;

  private:
    struct Options {
        static constexpr std::size_t kMost = 255;
        std::uint8_t bytes[kMost] = {};
        std::uint8_t length = 0;
        void keep(Octets options);
        Octets get() const { return {bytes, length}; }
    };
    struct Protocol {
        std::uint16_t number = 0;
        std::uint8_t asked_with = 0;  ///< identifier of our last request
        bool asked = false;
        Options ours = {}, users = {};
    };

    Protocol* find(unsigned number);
    const Protocol* find(unsigned number) const;

    Protocol protocols_[3] = {{.number = kProtocolLcp}, {.number = kProtocolIpcp}, {.number = kProtocolIpv6cp}};
};

}  // namespace plugin
