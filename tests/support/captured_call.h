// Reads tests/captures/*.txt: one control message a line, "LAC>LNS SCCRQ C802…"; other lines are comments.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/hex.h"
#include "support/source_file.h"

namespace testing {

struct CapturedMessage {
    bool from_lac = false;
    std::string name;
    l2tp::Bytes octets;
};

inline std::vector<CapturedMessage> captured_call(const std::string& file) {
    std::ifstream stream(source_file("captures/" + file));
    if (!stream) throw std::runtime_error("cannot open captures/" + file);
    std::vector<CapturedMessage> call;
    for (std::string line; std::getline(stream, line);) {
        std::istringstream words(line);
        std::string direction, name, hex;
        words >> direction >> name >> hex;
        if (direction == "LAC>LNS" || direction == "LNS>LAC")
            call.push_back({direction == "LAC>LNS", name, from_hex(hex)});
    }
    return call;
}

}  // namespace testing
