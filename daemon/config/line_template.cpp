#include "config/line_template.h"

#include <algorithm>
#include <array>

namespace vpdnd {
namespace {

struct Word {
    std::string_view name;
    std::string LineWords::*value;
};
constexpr std::array kWords = {Word{"%mac", &LineWords::mac}, Word{"%circuit-id", &LineWords::circuit_id},
                               Word{"%remote-id", &LineWords::remote_id}, Word{"%interface", &LineWords::interface}};

/// Null: the text begins with none.
const Word* word_at(std::string_view text) {
    const auto* found = std::ranges::find_if(kWords, [text](const Word& word) { return text.starts_with(word.name); });
    return found == kWords.end() ? nullptr : found;
}

}  // namespace

std::string fill_line_template(std::string_view text, const LineWords& words) {
    std::string out;
    while (!text.empty()) {
        const auto* word = word_at(text);
        if (word) {
            const auto& value = words.*word->value;
            out += value.empty() ? words.mac : value;
        } else {
            out += text.front();
        }
        text.remove_prefix(word ? word->name.size() : 1);
    }
    return out;
}

std::string unknown_line_word(std::string_view text) {
    for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 1))
        if (!word_at(text.substr(at))) return std::string(text.substr(at, text.find_first_of(" /", at) - at));
    return {};
}

}  // namespace vpdnd
