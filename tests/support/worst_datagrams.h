// SCCRQs that anybody can send, each made to cost the receiver as much as it can: for a test that counts what they cost,
// and for a benchmark that measures it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "l2tp/avp_hiding.h"
#include "l2tp/endpoint.h"
#include "l2tp/header.h"
#include "l2tp/message_codec.h"
#include "support/message_body.h"

namespace testing {

struct NamedDatagram {
    std::string name;
    l2tp::Bytes bytes;
};

/// A datagram for these ids with these AVPs; at most `longest` octets of them.
inline l2tp::Bytes control_datagram(const l2tp::ControlHeader& header, l2tp::Bytes avps, std::size_t longest = 65535) {
    avps.resize(std::min(avps.size(), longest - l2tp::kControlHeaderSize));
    auto datagram = l2tp::encode_zlb(header);
    datagram.insert(datagram.end(), avps.begin(), avps.end());
    datagram[2] = static_cast<std::uint8_t>(datagram.size() >> 8);
    datagram[3] = static_cast<std::uint8_t>(datagram.size() & 0xff);
    return datagram;
}

inline l2tp::Bytes optional_hidden(std::uint16_t type, const l2tp::Bytes& text) {
    return raw_avp({static_cast<std::uint16_t>(0x4000 | (6 + text.size())), 0, type, text});
}

/// The issue of most of them: the first digest of each hidden AVP goes over a Random Vector of the greatest length.
inline std::vector<NamedDatagram> worst_datagrams(std::string_view secret) {
    const l2tp::Bytes vector(1017, 0x5a);
    const auto hide = [&](std::uint16_t type, const l2tp::Bytes& value) { return l2tp::hide_value({type, secret, vector}, value, {}); };
    const auto begin = [&](const std::vector<l2tp::Bytes>& more) {
        return body(l2tp::MessageType::kSccrq,
                    {avp(2, {1, 0}), avp(3, {0, 0, 0, 3}), avp(7, {'L', 'A', 'C'}), avp(36, vector), join(more)});
    };
    const auto id = optional_hidden(9, hide(9, {0, 5}));
    const std::vector<std::uint16_t> kinds = {4, 5, 6, 8, 10, 11};
    l2tp::Bytes one_of_each;
    for (const auto kind : kinds) one_of_each = join({one_of_each, optional_hidden(kind, {})});
    const auto longest = [&](std::uint16_t kind) { return optional_hidden(kind, hide(kind, l2tp::Bytes(1015, 'x'))); };
    const auto repeat = [](const l2tp::Bytes& what, std::size_t times) { return join(std::vector<l2tp::Bytes>(times, what)); };
    const l2tp::Bytes long_text(1017, 'x');
    std::vector<NamedDatagram> all;
    const auto add = [&](const char* name, const l2tp::Bytes& avps, std::size_t most = l2tp::kLongestUnauthenticated) {
        all.push_back({name, control_datagram({}, avps, most)});
    };
    add("64 kB of empty hidden AVPs", begin({id, repeat(optional_hidden(8, {}), 10600)}), 65535);
    add("empty hidden AVPs of one kind", begin({id, repeat(optional_hidden(8, {}), 498)}));
    add("empty hidden AVPs of all kinds", begin({id, repeat(one_of_each, 83)}));
    add("two long hidden AVPs", begin({id, longest(8), longest(11)}));
    add("long hidden AVPs, then an unknown one with M", begin({id, longest(8), avp(999, {1}), longest(11)}));
    add("a Random Vector for each hidden AVP", begin({id, repeat(join({avp(36, {}), one_of_each}), 60)}));
    add("unknown AVPs without M", begin({id, repeat(optional_avp(999, {}), 498)}));
    add("unknown AVPs with M", begin({id, repeat(avp(999, {}), 498)}));
    add("the longest legal one", body(l2tp::MessageType::kSccrq, {avp(2, {1, 0}), avp(3, {0, 0, 0, 3}), avp(7, long_text), avp(9, {0, 5}),
                                                                  avp(8, long_text), avp(11, long_text)}));
    return all;
}

}  // namespace testing
