// Templates for what an LNS is told of a call: text with %u, %n, %m, %c, %d, and %% for a per cent sign.
#pragma once

#include <string>
#include <string_view>

namespace vpdnd {

/// Raw; of users and access nodes.
struct CallWords {
    std::string_view user;            ///< %u
    std::string_view name, domain;    ///< of the user: %n, %m
    std::string_view calling_number;  ///< %c
    std::string_view called_number;   ///< %d
};

std::string fill_call_template(std::string_view text, const CallWords& words);
/// A "%" that begins none of the words, with what follows it; empty: all are known.
std::string unknown_call_word(std::string_view text);

}  // namespace vpdnd
