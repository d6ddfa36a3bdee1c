// A host and an access concentrator on one Ethernet, for tests of discovery: what the one sends is written here octet by octet, what
// the other answers is taken apart again.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pppoe/discovery.h"
#include "support/catch.h"

namespace testing {

using namespace vpdnd::pppoe;

inline MacAddress mac(std::uint8_t last) { return MacAddress{{0x02, 0, 0x5e, 0x10, 0, last}}; }

inline base::Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

/// TAGs in their order.
struct Tags {
    base::Bytes octets;

    Tags& add(std::uint16_t type, const base::Bytes& value) { return add(type, value.size(), value); }
    /// With a length of its own, which may be a lie.
    Tags& add(std::uint16_t type, std::size_t length, const base::Bytes& value) {
        for (const auto part : {type >> 8, type & 0xff}) octets.push_back(static_cast<std::uint8_t>(part));
        for (const auto part : {length >> 8, length & 0xff}) octets.push_back(static_cast<std::uint8_t>(part));
        octets.insert(octets.end(), value.begin(), value.end());
        return *this;
    }
    Tags& add(Tag tag, std::string_view text) { return add(static_cast<std::uint16_t>(tag), bytes(text)); }
    Tags& add(Tag tag, const base::Bytes& value) { return add(static_cast<std::uint16_t>(tag), value); }
};

struct RawFrame {
    MacAddress to = kBroadcast, from = mac(2);
    std::uint16_t ether_type = 0x8863;
    std::uint8_t version_and_type = 0x11, code = 0x09;
    std::uint16_t session = 0;
    base::Bytes tags;
    std::optional<std::size_t> length = {};  ///< LENGTH field; none: as it is
    std::size_t padding = 0;

    base::Bytes octets() const {
        base::Bytes out(to.octets.begin(), to.octets.end());
        out.insert(out.end(), from.octets.begin(), from.octets.end());
        const auto put = [&out](std::size_t value) {
            out.push_back(static_cast<std::uint8_t>(value >> 8));
            out.push_back(static_cast<std::uint8_t>(value));
        };
        put(ether_type);
        out.push_back(version_and_type);
        out.push_back(code);
        put(session);
        put(length.value_or(tags.size()));
        out.insert(out.end(), tags.begin(), tags.end());
        out.insert(out.end(), padding, 0);
        return out;
    }
};

/// A frame of ours, taken apart.
struct Heard {
    int interface = 0;
    Frame frame;
    base::Bytes octets;  ///< what frame.tags points into
    std::vector<std::pair<std::uint16_t, std::string>> tags;

    std::vector<std::string> all(Tag tag) const {
        std::vector<std::string> out;
        for (const auto& [type, value] : tags)
            if (type == static_cast<std::uint16_t>(tag)) out.push_back(value);
        return out;
    }
    std::string one(Tag tag) const {
        const auto found = all(tag);
        REQUIRE(found.size() == 1);
        return found[0];
    }
};

inline Heard hear(const SendFrame& sent) {
    Heard out{sent.interface, {}, sent.frame, {}};
    const auto frame = read_frame(out.octets);
    REQUIRE(frame);
    out.frame = *frame;
    auto rest = frame->tags;
    while (!rest.empty()) {
        REQUIRE(rest.size() >= 4);
        const auto type = static_cast<std::uint16_t>(rest[0] << 8 | rest[1]);
        const std::size_t length = static_cast<std::size_t>(rest[2]) << 8 | rest[3];
        REQUIRE(rest.size() >= 4 + length);
        out.tags.emplace_back(type, std::string(rest.begin() + 4, rest.begin() + 4 + static_cast<std::ptrdiff_t>(length)));
        rest = rest.subspan(4 + length);
    }
    return out;
}

/// One concentrator "access" named "LAC" on interface 3, and hosts.
struct Ethernet {
    static constexpr int kInterface = 3;

    Ethernet() { serve(); }

    void serve() {
        discovery.serve(interface, std::make_shared<const Concentrator>(Concentrator{"access", settings}));
    }
    static vpdnd::Pppoe default_settings() {
        vpdnd::Pppoe out;
        out.ac_name = "LAC";
        out.services = {""};
        return out;
    }

    std::vector<Heard> say(const RawFrame& frame) {
        discovery.receive(now, kInterface, frame.octets());
        return take();
    }
    std::vector<Heard> take() {
        std::vector<Heard> out;
        for (auto& effect : discovery.take_effects()) {
            if (const auto* sent = std::get_if<SendFrame>(&effect)) out.push_back(hear(*sent));
            if (auto* open = std::get_if<OpenSession>(&effect)) opening.push_back(std::move(*open));
            if (const auto* session = std::get_if<SessionOver>(&effect)) over.push_back(*session);
        }
        return out;
    }
    static RawFrame padi(std::uint8_t host = 2) { return {.from = mac(host), .tags = Tags().add(Tag::kServiceName, "").octets}; }
    /// With the cookie that a PADI of this host gets.
    RawFrame padr(std::uint8_t host = 2, Tags tags = Tags().add(Tag::kServiceName, "")) {
        const auto offers = say(padi(host));
        REQUIRE(offers.size() == 1);
        tags.add(Tag::kAcCookie, offers[0].one(Tag::kAcCookie));
        return {.to = interface.own, .from = mac(host), .code = 0x19, .tags = tags.octets};
    }
    /// A session that is up. `uniq`: Host-Uniq.
    SessionKey session(std::uint8_t host = 2, std::string_view uniq = "u") {
        const auto before = opening.size();
        REQUIRE(say(padr(host, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, uniq))).empty());
        REQUIRE(opening.size() == before + 1);
        const auto key = opening.back().key;
        discovery.opened(now, key);
        const auto answers = take();
        REQUIRE(answers.size() == 1);
        REQUIRE(answers[0].frame.session == key.id);
        return key;
    }
    RawFrame padt(SessionKey key, std::uint8_t host = 2) const {
        return {.to = interface.own, .from = mac(host), .code = 0xa7, .session = key.id, .tags = {}};
    }
    std::uint64_t count(Count which) const { return discovery.counters()[which]; }

    base::Time now = base::Time{} + std::chrono::hours(1);
    vpdnd::Pppoe settings = default_settings();
    Interface interface{kInterface, "eth1", mac(1), 1500};
    Discovery discovery{CookieKey{1, 2, 3}};
    std::vector<OpenSession> opening;
    std::vector<SessionOver> over;
};

}  // namespace testing
