#include "config/call_template.h"

#include <algorithm>
#include <array>

namespace vpdnd {
namespace {

struct Word {
    char letter;
    std::string_view CallWords::* value;
};
constexpr std::array kWords = {Word{'u', &CallWords::user}, Word{'n', &CallWords::name}, Word{'m', &CallWords::domain},
                               Word{'c', &CallWords::calling_number}, Word{'d', &CallWords::called_number}};

/// Null: the letter is none.
const Word* word_of(std::string_view letter) {
    const auto* found = std::ranges::find_if(kWords, [&](const Word& word) { return letter == std::string_view(&word.letter, 1); });
    return found == kWords.end() ? nullptr : found;
}

}  // namespace

std::string fill_call_template(std::string_view text, const CallWords& words) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        const auto* word = word_of(text.substr(++at, 1));
        out += word ? words.*word->value : std::string_view("%");
    }
    return out;
}

std::string unknown_call_word(std::string_view text) {
    for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 2)) {
        const auto letter = at + 1 < text.size() ? text.substr(at + 1, 1) : std::string_view();
        if (letter != "%" && !word_of(letter)) return std::string(text.substr(at, 2));
    }
    return {};
}

}  // namespace vpdnd
