// The vectors of tests/captures/radius_packets.txt: packets made by an implementation that shares nothing with lib/radius.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "support/hex.h"
#include "support/source_file.h"

namespace testing {

struct RadiusVector {
    std::string title, secret;
    base::Bytes request, answer;
    std::string expected;  ///< attributes as text, or '!' and the error
};

inline std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    for (std::size_t at = 0;;) {
        const auto bar = line.find(" |", at);
        cells.push_back(line.substr(at, bar - at));
        if (bar == std::string::npos) return cells;
        at = std::min(bar + 3, line.size());
    }
}

inline std::vector<RadiusVector> radius_vectors() {
    std::ifstream file(source_file("captures/radius_packets.txt"));
    std::vector<RadiusVector> out;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        const auto cells = cells_of(line);
        if (cells.size() != 5) throw std::runtime_error("not a vector: " + line);
        out.push_back({cells[0], cells[1], from_hex(cells[2]), from_hex(cells[3]), cells[4]});
    }
    return out;
}

}  // namespace testing
