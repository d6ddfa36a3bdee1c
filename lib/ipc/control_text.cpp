#include "ipc/control_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace ipc {
namespace {

struct Character {
    char32_t code = 0;
    std::size_t length = 0;  ///< octets; 0: not valid UTF-8 here
};

struct Range {
    char32_t first, last;
};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t code) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [code](const Range& range) { return code >= range.first && code <= range.last; });
}

/// Unicode: soft hyphen, zero width and directional marks, separators, invisible operators, BOM, tags.
constexpr std::array<Range, 10> kHiding{{{0xAD, 0xAD},
                                         {0x61C, 0x61C},
                                         {0x115F, 0x1160},
                                         {0x180B, 0x180F},
                                         {0x200B, 0x200F},
                                         {0x2028, 0x202E},
                                         {0x2060, 0x206F},
                                         {0xFE00, 0xFE0F},
                                         {0xFEFF, 0xFEFF},
                                         {0xE0000, 0xE0FFF}}};
/// Combining marks that stand above or below the character in front.
constexpr std::array<Range, 5> kCombining{
    {{0x300, 0x36F}, {0x483, 0x489}, {0x1AB0, 0x1AFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}}};
/// UAX 11 wide and fullwidth blocks.
constexpr std::array<Range, 8> kWide{{{0x1100, 0x115E},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFF00, 0xFF60},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};

/// The character at the front of `text`, which is not empty. RFC 3629 section 4.
Character first_character(std::string_view text) {
    const auto octet = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = octet(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
    char32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xC0) != 0x80) return {};
        code = code << 6 | (octet(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (overlong || surrogate || code > 0x10FFFF) return {};
    return {code, length};
}

void append_octet_escape(std::string* out, char octet) {
    std::array<char, 5> buffer{};
    static_cast<void>(std::snprintf(buffer.data(), buffer.size(), "\\x%02x", static_cast<unsigned>(static_cast<std::uint8_t>(octet))));
    *out += buffer.data();
}

void append_code_escape(std::string* out, char32_t code) {
    std::array<char, 16> buffer{};
    static_cast<void>(std::snprintf(buffer.data(), buffer.size(), "\\u{%04x}", static_cast<unsigned>(code)));
    *out += buffer.data();
}

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

}  // namespace

std::u32string code_points(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Character character = first_character(text);
        if (character.length == 0) {
            std::string escaped;
            append_octet_escape(&escaped, text.front());
            out.append(escaped.begin(), escaped.end());
        } else {
            out += character.code;
        }
        text.remove_prefix(std::max<std::size_t>(character.length, 1));
    }
    return out;
}

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Character character = first_character(text);
        const std::size_t length = std::max<std::size_t>(character.length, 1);
        if (character.length == 0 || (character.length == 1 && is_control(character.code))) {
            append_octet_escape(&out, text.front());
        } else if (is_control(character.code) || contains(kHiding, character.code)) {
            append_code_escape(&out, character.code);
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        words.push_back(text.substr(0, text.find(' ')));
        text.remove_prefix(std::min(words.back().size() + 1, text.size()));
    }
    return words;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const Character character = first_character(text);
        if (contains(kWide, character.code)) {
            width += 2;
        } else if (!contains(kCombining, character.code)) {
            width += 1;
        }
        text.remove_prefix(std::max<std::size_t>(character.length, 1));
    }
    return width;
}

}  // namespace ipc
