// Tables for people: columns as wide as what stands in them, colour only where a terminal shows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ctl {

enum class Align : unsigned char { kLeft, kRight };
enum class Tone : unsigned char { kPlain, kGood, kPending, kBad, kHeading };

struct Cell {
    std::string text;  ///< printable: peers' texts went through ipc::printable()
    Tone tone = Tone::kPlain;
};

struct Heading {
    std::string_view text;
    Align align = Align::kLeft;
};

/// `text` with the escape sequences of its tone, if `colour`.
std::string toned(std::string_view text, Tone tone, bool colour);

/// A line for the headings and one a row, two blanks between the columns, none at the ends of lines.
/// Rows have as many cells as there are headings.
std::string table(const std::vector<Heading>& headings, const std::vector<std::vector<Cell>>& rows, bool colour);

}  // namespace ctl
