// Texts that came from peers, made safe to show. UTF-8 is checked here, nowhere else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ipc {

/// The characters of `text`. Octets that are not part of valid UTF-8 (overlong forms and surrogates included)
/// become the four characters \xNN.
std::u32string code_points(std::string_view text);

/// For terminals and tab separated output: valid UTF-8 without control characters (C0, DEL, C1), line and paragraph
/// separators, and without characters that hide or reorder text (zero width, bidirectional). Those become \xNN or
/// \u{NNNN}; a backslash stays, so the result is for reading, not for reading back.
std::string printable(std::string_view text);

/// The parts of a text between its blanks.
std::vector<std::string_view> words_of(std::string_view text);

/// Columns that a printable text takes on a terminal: combining marks none, East Asian wide characters two.
std::size_t display_width(std::string_view text);

}  // namespace ipc
