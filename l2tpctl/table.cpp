#include "table.h"

#include <algorithm>

#include "ipc/control_text.h"

namespace ctl {
namespace {

std::string line_of(const std::vector<Heading>& headings, const std::vector<Cell>& cells,
                    const std::vector<std::size_t>& widths, bool colour) {
    std::string line;
    std::size_t gap = 0;  // blanks owed: written only when something follows
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::size_t fill = widths[i] - ipc::display_width(cells[i].text);
        if (headings[i].align == Align::kRight) gap += fill;
        if (!cells[i].text.empty()) {
            line.append(gap, ' ');
            gap = 0;
            line += toned(cells[i].text, cells[i].tone, colour);
        }
        gap += headings[i].align == Align::kRight ? 2 : fill + 2;
    }
    return line + '\n';
}

}  // namespace

std::string toned(std::string_view text, Tone tone, bool colour) {
    std::string_view code;
    switch (tone) {
        case Tone::kPlain: break;
        case Tone::kGood: code = "32"; break;
        case Tone::kPending: code = "33"; break;
        case Tone::kBad: code = "31"; break;
        case Tone::kHeading: code = "1"; break;
    }
    if (!colour || code.empty()) return std::string(text);
    return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

std::string table(const std::vector<Heading>& headings, const std::vector<std::vector<Cell>>& rows, bool colour) {
    std::vector<Cell> titles;
    std::vector<std::size_t> widths;
    for (const Heading& heading : headings) {
        titles.push_back({std::string(heading.text), Tone::kHeading});
        widths.push_back(ipc::display_width(heading.text));
    }
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], ipc::display_width(row[i].text));
    }
    std::string text = line_of(headings, titles, widths, colour);
    for (const auto& row : rows) text += line_of(headings, row, widths, colour);
    return text;
}

}  // namespace ctl
