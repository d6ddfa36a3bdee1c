// Templates for how a user's line is called: text with %mac, %circuit-id, %remote-id, %interface.
#pragma once

#include <string>
#include <string_view>

namespace vpdnd {

/// Raw; of a host or an access node.
struct LineWords {
    std::string mac, circuit_id, remote_id, interface;
};

/// The text with its words filled in; for circuit and remote id that are empty the MAC address.
std::string fill_line_template(std::string_view text, const LineWords& words);
/// A "%" that begins none of the words, with what follows it; empty: all are known.
std::string unknown_line_word(std::string_view text);

}  // namespace vpdnd
