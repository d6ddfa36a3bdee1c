#include "config/masked_text.h"

#include <algorithm>
#include <optional>
#include <string>

namespace vpdnd::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// Of the letter behind a backslash; 0: more belongs to it than a letter, or it means nothing.
char meaning_of_escape(char letter) {
    constexpr std::string_view kLetters = "\"\\btnfr", kMeanings = "\"\\\b\t\n\f\r";
    const auto at = kLetters.find(letter);
    return at == std::string_view::npos ? '\0' : kMeanings[at];
}

/// What stands between the quotes means; nothing: it is not for us.
std::optional<l2tp::Secret> meaning_of(std::string_view inside, char quote) {
    l2tp::SecretOctets out;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        char c = inside[i];
        if (c != '\t' && (c < 0x20 || c > 0x7e)) return std::nullopt;
        if (c == '\\' && quote == '"') {
            c = ++i < inside.size() ? meaning_of_escape(inside[i]) : '\0';
            if (c == '\0') return std::nullopt;
        }
        out.push_back(c);
    }
    return l2tp::Secret(std::move(out));
}

}  // namespace

std::size_t length_of_string_or_comment(std::string_view text, std::size_t at) {
    const char first = text[at];
    if (first == '#') return std::min(text.find('\n', at), text.size()) - at;
    if (first != '"' && first != '\'') return 0;
    const bool multi_line = text.substr(at, 3) == std::string(3, first);
    std::size_t end = at + (multi_line ? 3 : 1);
    for (; end < text.size(); ++end) {
        if (text[end] == '\\' && first == '"') {
            ++end;
        } else if (multi_line && text.substr(end, 3) == std::string(3, first)) {
            return end + 3 - at;
        } else if (!multi_line && (text[end] == first || text[end] == '\n')) {
            return end + (text[end] == first ? 1 : 0) - at;
        }
    }
    return text.size() - at;
}

MaskedText::MaskedText(std::string_view text) : masked_(text.begin(), text.end()) {
    unsigned line = 1, column = 1;
    bool value_follows = false;
    for (std::size_t at = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; at < text.size();) {
        const std::size_t found = length_of_string_or_comment(text, at);
        if (value_follows && found > 0) mask(at, found, {line, column});
        if (text[at] != ' ' && text[at] != '\t') value_follows = text[at] == '=';
        for (const std::size_t end = std::min(at + std::max<std::size_t>(found, 1), text.size()); at < end; ++at) {
            if (text[at] == '\n') {
                ++line;
                column = 1;
            } else if ((text[at] & 0xc0) != 0x80) {  // columns are characters, which may have several octets
                ++column;
            }
        }
    }
}

void MaskedText::mask(std::size_t at, std::size_t length, std::pair<unsigned, unsigned> place) {
    const char quote = masked_[at];
    if (length < 2 || quote == '#' || masked_[at + length - 1] != quote) return;
    const std::size_t inside = at + 1, size = length - 2;
    if (size > 0 && masked_[inside] == quote) return;  // of several lines
    auto value = meaning_of({masked_.data() + inside, size}, quote);
    if (!value) return;
    std::fill_n(masked_.begin() + static_cast<std::ptrdiff_t>(inside), size, 'x');
    values_.emplace(place, std::move(*value));
}

const l2tp::Secret* MaskedText::at(unsigned line, unsigned column) const {
    const auto found = values_.find({line, column});
    return found == values_.end() ? nullptr : &found->second;
}

}  // namespace vpdnd::config
